import { binaryKernels } from "./binary.mjs";
import { fusedKernels } from "./fused.mjs";
import { indexKernels } from "./indices.mjs";
import { matMulKernels } from "./matmul.mjs";
import { movementKernels } from "./move.mjs";
import { reductionKernels } from "./reduce.mjs";
import { unaryKernels } from "./unary.mjs";
import { windowKernels } from "./windows.mjs";

/**
 * Every operation by name: tfjs' names for its kernels, our own (in lower case) for the fused ones.
 * @type {Readonly<Record<string, import("./tensor.mjs").Kernel>>}
 */
export const kernels = {
  ...unaryKernels,
  ...binaryKernels,
  ...reductionKernels,
  ...matMulKernels,
  ...movementKernels,
  ...indexKernels,
  ...windowKernels,
  ...fusedKernels,
};
