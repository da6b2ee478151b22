import { registerTable, type KernelTable } from "./kernel.ts";
import { aliasKernels } from "./kernels/aliasKernels.ts";
import { batchNormKernels } from "./kernels/batchNormKernels.ts";
import { convolutionKernels } from "./kernels/convolutionKernels.ts";
import { depthwiseKernels } from "./kernels/depthwiseKernels.ts";
import { poolKernels } from "./kernels/poolKernels.ts";
import { refusedKernels } from "./refusedKernels.ts";

/** Every kernel that the backend computes, one table for each topic. */
const TABLES: readonly KernelTable[] = [
  aliasKernels,
  batchNormKernels,
  convolutionKernels,
  depthwiseKernels,
  poolKernels,
];

/** Registers every kernel of the backend, and a named refusal for the rest of what tfjs knows. Once is enough. */
export function registerKernels(): void {
  for (const table of TABLES) registerTable(table);
  registerTable(refusedKernels());
}
