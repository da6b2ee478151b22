import { runLinear } from "./gemm";

/** This thread's share of an operation (operations.ts). */
export function run(operation: i32): void {
  if (operation < 16) runLinear(operation);
}
