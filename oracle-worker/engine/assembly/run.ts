import { runElementwise } from "./elementwise";
import { runFused } from "./fused";
import { runLinear } from "./gemm";
import { runMovement } from "./move";
import { runOptimizer } from "./optimizer";
import { runReduction } from "./reduce";
import { runConvolution } from "./runConvolution";

/** This thread's share of an operation (operations.ts). */
export function run(operation: i32): void {
  if (operation < 16) runLinear(operation);
  else if (operation < 32) runElementwise(operation);
  else if (operation < 48) runReduction(operation);
  else if (operation < 64) runMovement(operation);
  else if (operation < 96) runFused(operation);
  else if (operation < 112) runOptimizer(operation);
  else if (operation < 144) runConvolution(operation);
}
