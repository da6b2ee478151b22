import { runLinear } from "./gemm";
import { runConvolution } from "./runConvolution";

/** This thread's share of an operation (operations.ts). */
export function run(operation: i32): void {
  if (operation < 16) runLinear(operation);
  else if (operation >= 112 && operation < 144) runConvolution(operation);
}
