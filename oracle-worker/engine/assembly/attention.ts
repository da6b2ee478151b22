import { address, int } from "./control";
import { add, bytes, joinLanes, mul, splat, sub, tailMask } from "./lanes";
import { exp } from "./math";
import { LOWER_LEFT, LOWER_RESULT, multiplyAlone, UPPER_LEFT } from "./multiplyAlone";
import { ATTENTION, ATTENTION_BACKWARD } from "./operations";
import { ROWS } from "./pack";
import { from, thread, to } from "./parallel";

// Causal attention (docs/engine.md, "Attention"). qkv is [batch, length, 3, heads, size]; heads of sequences are shared
// out. Row i of a head's weights holds i + 1 of them, and zeros as far as a product reads; its stride is `length`
// rounded up to a multiple of 4.

export function runAttention(operation: i32): void {
  if (operation == ATTENTION) attention();
  else if (operation == ATTENTION_BACKWARD) attentionBackward();
}

/**
 * qkv, out [batch, length, heads, size], weights, whether the weights of every head are kept (else one head's per
 * thread is overwritten), batch, length, heads, size.
 */
function attention(): void {
  const isKept = int(3) != 0;
  const length = int(5);
  const heads = int(6);
  const size = int(7);
  const width = heads * size;
  const stride = (length + 3) & ~3;
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  for (let u = from(int(4) * heads); u < to(int(4) * heads); u++) {
    const row = (u / heads) * length;
    const head = (u % heads) * size;
    const q = address(0) + bytes(row * 3 * width + head);
    const out = address(1) + bytes(row * width + head);
    const weights = address(2) + bytes((isKept ? u : thread) * length * stride);
    const k = q + bytes(width);
    const v = k + bytes(width);
    multiplyAlone(q, 3 * width, false, k, 3 * width, true, weights, stride, length, length, size, LOWER_RESULT);
    for (let i: i32 = 0; i < length; i++) softmaxRow(weights + bytes(i * stride), i, stride, scale);
    multiplyAlone(weights, stride, false, v, 3 * width, false, out, width, length, size, length, LOWER_LEFT);
  }
}

/** qkv, weights, dy, dqkv, workspace (a head's weights per thread), batch, length, heads, size. */
function attentionBackward(): void {
  const length = int(6);
  const heads = int(7);
  const size = int(8);
  const width = heads * size;
  const stride = (length + 3) & ~3;
  const scale = <f32>1 / sqrt<f32>(<f32>size);
  const line = 3 * width;
  const ds = address(4) + bytes(thread * length * stride);
  for (let u = from(int(5) * heads); u < to(int(5) * heads); u++) {
    const row = (u / heads) * length;
    const head = (u % heads) * size;
    const q = address(0) + bytes(row * line + head);
    const k = q + bytes(width);
    const v = k + bytes(width);
    const dq = address(3) + bytes(row * line + head);
    const dk = dq + bytes(width);
    const dv = dk + bytes(width);
    const weights = address(1) + bytes(u * length * stride);
    const dy = address(2) + bytes(row * width + head);
    multiplyAlone(weights, stride, true, dy, width, false, dv, line, length, size, length, UPPER_LEFT);
    multiplyAlone(dy, width, false, v, line, true, ds, stride, length, length, size, LOWER_RESULT);
    for (let i: i32 = 0; i < length; i++) {
      softmaxRowGradient(weights + bytes(i * stride), ds + bytes(i * stride), i, stride, scale);
    }
    multiplyAlone(ds, stride, false, k, line, false, dq, line, length, size, length, LOWER_LEFT);
    multiplyAlone(ds, stride, true, q, line, false, dk, line, length, size, length, UPPER_LEFT);
  }
}

/** Elements 0…i of row i: softmax(scale · x); then zeros. */
function softmaxRow(row: usize, i: i32, stride: i32, scale: f32): void {
  const full = bytes((i + 1) & ~3);
  const mask = tailMask((i + 1) & 3);
  const factor = splat(scale);
  let most = splat(-Infinity);
  for (let at: usize = 0; at < full; at += 16) {
    const x = mul(v128.load(row + at), factor);
    v128.store(row + at, x);
    most = f32x4.pmax(most, x);
  }
  const last = mul(v128.load(row + full), factor);
  most = f32x4.pmax(most, v128.bitselect(last, splat(-Infinity), mask));
  const max = splat(mostOf(most));
  let sum = splat(0);
  for (let at: usize = 0; at < full; at += 16) {
    const e = exp(sub(v128.load(row + at), max));
    v128.store(row + at, e);
    sum = add(sum, e);
  }
  const lastE = v128.and(exp(sub(last, max)), mask);
  sum = add(sum, lastE);
  const inverse = splat(<f32>1 / joinLanes(sum));
  for (let at: usize = 0; at < full; at += 16) v128.store(row + at, mul(v128.load(row + at), inverse));
  if ((i + 1) & 3) v128.store(row + full, mul(lastE, inverse));
  clearToPanel(row, i, stride);
}

/** d = scale · (p · (d − laneSum(p · d))) for elements 0…i of row i; then zeros. */
function softmaxRowGradient(p: usize, d: usize, i: i32, stride: i32, scale: f32): void {
  const full = bytes((i + 1) & ~3);
  const mask = tailMask((i + 1) & 3);
  let sum = splat(0);
  for (let at: usize = 0; at < full; at += 16) sum = add(sum, mul(v128.load(p + at), v128.load(d + at)));
  sum = add(sum, v128.and(mul(v128.load(p + full), v128.load(d + full)), mask));
  const total = splat(joinLanes(sum));
  const factor = splat(scale);
  for (let at: usize = 0; at < full; at += 16) {
    v128.store(d + at, mul(factor, mul(v128.load(p + at), sub(v128.load(d + at), total))));
  }
  if ((i + 1) & 3) {
    const last = mul(factor, mul(v128.load(p + full), sub(v128.load(d + full), total)));
    v128.store(d + full, v128.and(last, mask));
  }
  clearToPanel(d, i, stride);
}

/** Zeros from the first whole group after element i to the end of the panel that a product packs with row i. */
function clearToPanel(row: usize, i: i32, stride: i32): void {
  const end = min(stride, ((i / ROWS) * ROWS + ROWS + 3) & ~3);
  for (let j = (i + 4) & ~3; j < end; j += 4) v128.store(row + bytes(j), splat(0));
}

function mostOf(v: v128): f32 {
  const low = max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1));
  return max(low, max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}
