export { argumentsAddress, controlBytes } from "./control";
export { execute, serve, setUp } from "./parallel";
export { setTile } from "./gemm";

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}

/** memory.copy, for the host. */
export function copy(target: usize, source: usize, count: usize): void {
  memory.copy(target, source, count);
}

/** memory.fill with zeros, for the host. */
export function clear(target: usize, count: usize): void {
  memory.fill(target, 0, count);
}
