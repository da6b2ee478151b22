import { runFused } from "./fused";
import { runLinear } from "./gemm";
import { runOptimizer } from "./optimizer";
import { runConvolution } from "./runConvolution";

/** This thread's share of an operation (operations.ts). */
export function run(operation: i32): void {
  if (operation < 16) runLinear(operation);
  else if (operation >= 64 && operation < 96) runFused(operation);
  else if (operation >= 96 && operation < 112) runOptimizer(operation);
  else if (operation >= 112 && operation < 144) runConvolution(operation);
}
