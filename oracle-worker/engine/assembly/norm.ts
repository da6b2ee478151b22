import { address, int } from "./control";
import { add, bytes, joinLanes, laneSum, loadTail, mul, splat, storeTail, sub, tailMask } from "./lanes";
import { LAYER_NORM, LAYER_NORM_BACKWARD } from "./operations";
import { endColumn, firstColumn, from, to } from "./parallel";

// Layer norm over the last axis (docs/engine.md, "Layer norm").

/** Added to the variance under the root. */
const EPSILON: f32 = 1e-5;

export function runNorm(operation: i32): void {
  if (operation == LAYER_NORM) layerNorm();
  else if (operation == LAYER_NORM_BACKWARD) layerNormBackward();
}

/** x, gain, bias, y, statistics [rows, 2] (mean, 1 / deviation), rows, columns. */
function layerNorm(): void {
  const n = int(6);
  const line = bytes(n);
  for (let i = from(int(5)); i < to(int(5)); i++) {
    const x = address(0) + <usize>i * line;
    const mean = laneSum(x, n) / <f32>n;
    const scale = <f32>1 / sqrt<f32>(squaredDistance(x, n, mean) / <f32>n + EPSILON);
    store<f32>(address(4) + bytes(2 * i), mean);
    store<f32>(address(4) + bytes(2 * i), scale, 4);
    normalize(x, address(1), address(2), address(3) + <usize>i * line, n, splat(mean), splat(scale));
  }
}

/** laneSum((x − mean)²). */
function squaredDistance(x: usize, n: i32, mean: f32): f32 {
  const m = splat(mean);
  let sum = splat(0);
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) {
    const d = sub(v128.load(x + bytes(j)), m);
    sum = add(sum, mul(d, d));
  }
  if (j < n) {
    const d = sub(loadTail(x + bytes(j), n - j), m);
    sum = add(sum, v128.and(mul(d, d), tailMask(n - j)));
  }
  return joinLanes(sum);
}

/** y = ((x − mean) · scale) · gain + bias. */
function normalize(x: usize, gain: usize, bias: usize, y: usize, n: i32, mean: v128, scale: v128): void {
  let at: usize = 0;
  for (const end = bytes(n & ~3); at < end; at += 16) {
    const normal = mul(sub(v128.load(x + at), mean), scale);
    v128.store(y + at, add(mul(normal, v128.load(gain + at)), v128.load(bias + at)));
  }
  const rest = n & 3;
  if (rest == 0) return;
  const normal = mul(sub(loadTail(x + at, rest), mean), scale);
  storeTail(y + at, add(mul(normal, loadTail(gain + at, rest)), loadTail(bias + at, rest)), rest);
}

/**
 * x, gain, statistics, dy, the gradient that dx is added to (0: none), dx, dgain, dbias, rows, columns. dx may lie where
 * the gradient does that it is added to, not where dy does.
 */
function layerNormBackward(): void {
  const rows = int(8);
  const n = int(9);
  const line = bytes(n);
  for (let i = from(rows); i < to(rows); i++) {
    const offset = <usize>i * line;
    const mean = splat(load<f32>(address(2) + bytes(2 * i)));
    const scale = splat(load<f32>(address(2) + bytes(2 * i), 4));
    const previous = address(4) ? address(4) + offset : 0;
    rowGradient(address(0) + offset, address(1), address(3) + offset, previous, address(5) + offset, n, mean, scale);
  }
  parameterGradients(address(0), address(2), address(3), address(6), address(7), rows, n);
}

/** dx = previous + scale · ((d − a1) − normal · a2), where d = dy · gain, a1 and a2 are the means of d and d · normal. */
function rowGradient(
  x: usize,
  gain: usize,
  dy: usize,
  previous: usize,
  dx: usize,
  n: i32,
  mean: v128,
  scale: v128,
): void {
  const full = bytes(n & ~3);
  const rest = n & 3;
  let sum = splat(0);
  let product = splat(0);
  for (let at: usize = 0; at < full; at += 16) {
    const d = mul(v128.load(dy + at), v128.load(gain + at));
    sum = add(sum, d);
    product = add(product, mul(d, mul(sub(v128.load(x + at), mean), scale)));
  }
  let lastD = splat(0);
  let lastNormal = splat(0);
  if (rest) {
    lastD = mul(loadTail(dy + full, rest), loadTail(gain + full, rest));
    lastNormal = mul(sub(loadTail(x + full, rest), mean), scale);
    sum = add(sum, lastD);
    product = add(product, v128.and(mul(lastD, lastNormal), tailMask(rest)));
  }
  const a1 = splat(joinLanes(sum) / <f32>n);
  const a2 = splat(joinLanes(product) / <f32>n);
  for (let at: usize = 0; at < full; at += 16) {
    const d = mul(v128.load(dy + at), v128.load(gain + at));
    const normal = mul(sub(v128.load(x + at), mean), scale);
    const own = mul(scale, sub(sub(d, a1), mul(normal, a2)));
    v128.store(dx + at, previous ? add(v128.load(previous + at), own) : own);
  }
  if (rest == 0) return;
  const own = mul(scale, sub(sub(lastD, a1), mul(lastNormal, a2)));
  storeTail(dx + full, previous ? add(loadTail(previous + full, rest), own) : own, rest);
}

/** dgain = columnSum(dy · normal), dbias = columnSum(dy). Columns are shared out. */
function parameterGradients(
  x: usize,
  statistics: usize,
  dy: usize,
  dgain: usize,
  dbias: usize,
  rows: i32,
  n: i32,
): void {
  const first = bytes(firstColumn(n));
  const end = bytes(endColumn(n));
  const lastGroup = first + ((end - first) & ~15);
  memory.fill(dgain + first, 0, end - first);
  memory.fill(dbias + first, 0, end - first);
  for (let i: i32 = 0; i < rows; i++) {
    const offset = <usize>i * bytes(n);
    const mean = load<f32>(statistics + bytes(2 * i));
    const scale = load<f32>(statistics + bytes(2 * i), 4);
    for (let at = first; at < lastGroup; at += 16) {
      const d = v128.load(dy + offset + at);
      const normal = mul(sub(v128.load(x + offset + at), splat(mean)), splat(scale));
      v128.store(dbias + at, add(v128.load(dbias + at), d));
      v128.store(dgain + at, add(v128.load(dgain + at), mul(d, normal)));
    }
    for (let at = lastGroup; at < end; at += 4) {
      const d = load<f32>(dy + offset + at);
      const normal = (load<f32>(x + offset + at) - mean) * scale;
      store<f32>(dbias + at, load<f32>(dbias + at) + d);
      store<f32>(dgain + at, load<f32>(dgain + at) + d * normal);
    }
  }
}
