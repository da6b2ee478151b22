import { registerTable, type KernelTable } from "./kernel.ts";
import { aliasKernels } from "./kernels/aliasKernels.ts";
import { refusedKernels } from "./refusedKernels.ts";

/** Every kernel that the backend computes, one table for each topic. */
const TABLES: readonly KernelTable[] = [aliasKernels];

/** Registers every kernel of the backend, and a named refusal for the rest of what tfjs knows. Once is enough. */
export function registerKernels(): void {
  for (const table of TABLES) registerTable(table);
  registerTable(refusedKernels());
}
