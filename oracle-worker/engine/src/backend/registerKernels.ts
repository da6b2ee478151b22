import { registerTable, type KernelTable } from "./kernel.ts";
import { aliasKernels } from "./kernels/aliasKernels.ts";
import { batchNormKernels } from "./kernels/batchNormKernels.ts";
import { binaryKernels } from "./kernels/binaryKernels.ts";
import { castKernels } from "./kernels/castKernels.ts";
import { choiceKernels } from "./kernels/choiceKernels.ts";
import { convolutionKernels } from "./kernels/convolutionKernels.ts";
import { creationKernels } from "./kernels/creationKernels.ts";
import { depthwiseKernels } from "./kernels/depthwiseKernels.ts";
import { gatherKernels } from "./kernels/gatherKernels.ts";
import { joinKernels } from "./kernels/joinKernels.ts";
import { matMulKernels } from "./kernels/matMulKernels.ts";
import { poolKernels } from "./kernels/poolKernels.ts";
import { reductionKernels } from "./kernels/reductionKernels.ts";
import { repeatKernels } from "./kernels/repeatKernels.ts";
import { sliceKernels } from "./kernels/sliceKernels.ts";
import { unaryKernels } from "./kernels/unaryKernels.ts";
import { refusedKernels } from "./refusedKernels.ts";

/** Every kernel that the backend computes, one table for each topic. */
const TABLES: readonly KernelTable[] = [
  aliasKernels,
  batchNormKernels,
  binaryKernels,
  castKernels,
  choiceKernels,
  convolutionKernels,
  creationKernels,
  depthwiseKernels,
  gatherKernels,
  joinKernels,
  matMulKernels,
  poolKernels,
  reductionKernels,
  repeatKernels,
  sliceKernels,
  unaryKernels,
];

/** Registers every kernel of the backend, and a named refusal for the rest of what tfjs knows. Once is enough. */
export function registerKernels(): void {
  for (const table of TABLES) registerTable(table);
  registerTable(refusedKernels());
}

/** Names of the kernels that the backend computes. */
export function supportedKernels(): string[] {
  return TABLES.flatMap((table) => Object.keys(table)).sort();
}
