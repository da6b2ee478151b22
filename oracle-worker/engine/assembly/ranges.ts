import { add, bytes, mul, splat } from "./lanes";

// Element-wise arithmetic on parts of rows, which may begin and end anywhere.

/** target[j] += source[j] for j = first…end−1. */
export function addRange(target: usize, source: usize, first: i32, end: i32): void {
  let j = first;
  for (; j + 4 <= end; j += 4) {
    v128.store(target + bytes(j), add(v128.load(target + bytes(j)), v128.load(source + bytes(j))));
  }
  for (; j < end; j++) store<f32>(target + bytes(j), load<f32>(target + bytes(j)) + load<f32>(source + bytes(j)));
}

/** target[j] += source[j] · scale for j = first…end−1. */
export function addScaledRange(target: usize, source: usize, scale: f32, first: i32, end: i32): void {
  let j = first;
  for (; j + 4 <= end; j += 4) {
    const term = mul(v128.load(source + bytes(j)), splat(scale));
    v128.store(target + bytes(j), add(v128.load(target + bytes(j)), term));
  }
  for (; j < end; j++) {
    store<f32>(target + bytes(j), load<f32>(target + bytes(j)) + load<f32>(source + bytes(j)) * scale);
  }
}

/** target[j] = a[j] + b[j] for j = 0…n−1. */
export function sumRange(target: usize, a: usize, b: usize, n: i32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) v128.store(target + bytes(j), add(v128.load(a + bytes(j)), v128.load(b + bytes(j))));
  for (; j < n; j++) store<f32>(target + bytes(j), load<f32>(a + bytes(j)) + load<f32>(b + bytes(j)));
}

/** target[j] *= scale for j = 0…n−1. */
export function scaleRange(target: usize, scale: f32, n: i32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) v128.store(target + bytes(j), mul(v128.load(target + bytes(j)), splat(scale)));
  for (; j < n; j++) store<f32>(target + bytes(j), load<f32>(target + bytes(j)) * scale);
}
