// Sums in a fixed order, and the short names of SIMD arithmetic (docs/engine.md, "Sums").

/** Bytes of i binary32 numbers. */
export function bytes(i: i32): usize {
  return (<usize>i) << 2;
}

export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

export function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

/** (l0 + l1) + (l2 + l3). */
export function joinLanes(v: v128): f32 {
  const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  return low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The 1 to 3 numbers at p, then zeros. */
export function loadTail(p: usize, count: i32): v128 {
  let v = f32x4.replace_lane(splat(0), 0, load<f32>(p));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

/** Stores the first 1 to 3 lanes. */
export function storeTail(p: usize, v: v128, count: i32): void {
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}

/** All bits in the first `count` lanes, none in the others. */
export function tailMask(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** laneSum of n numbers: element j goes to lane j mod 4; a last group is filled up with +0. */
export function laneSum(p: usize, n: i32): f32 {
  let sum = splat(0);
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) sum = add(sum, v128.load(p + bytes(j)));
  if (j < n) sum = add(sum, loadTail(p + bytes(j), n - j));
  return joinLanes(sum);
}

/** Copies n numbers; cheaper than memory.copy for short rows. */
export function copyNumbers(d: usize, s: usize, n: i32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) v128.store(d + bytes(j), v128.load(s + bytes(j)));
  for (; j < n; j++) store<f32>(d + bytes(j), load<f32>(s + bytes(j)));
}
