import { address, float, int, ownPack } from "./control";
import { add, bytes, div, mul, splat, storeTail, sub } from "./lanes";
import { barrier, from, isLast, to } from "./parallel";

// Batch normalisation of x [rows, channels] by channel (docs/engine.md, "Batch normalisation"). Statistics are column
// sums: channels are shared out. What follows from them is by element: rows are shared out.

/** Bytes of a thread's vector of channels: 65,536 of them. */
const VECTOR_BYTES: usize = 262144;

function storeSome(p: usize, v: v128, count: i32): void {
  if (count >= 4) v128.store(p, v);
  else storeTail(p, v, count);
}

/** 1 / √(variance + ε) of every channel, in this thread's memory. */
function scales(variance: usize, channels: i32): usize {
  for (let c: i32 = 0; c < channels; c += 4) {
    const v = add(v128.load(variance + bytes(c)), splat(float(0)));
    v128.store(ownPack + bytes(c), div(splat(1), f32x4.sqrt(v)));
  }
  return ownPack;
}

/** x, mean, variance, gain (0: all 1), bias (0: all 0), out, rows, channels; ε: ((x − mean) · scale) · gain + bias. */
export function batchNorm(): void {
  const channels = int(7);
  const mean = address(1);
  const scale = scales(address(2), channels);
  const gain = address(3);
  const bias = address(4);
  const width = bytes(channels);
  for (let r = from(int(6)); r < to(int(6)); r++) {
    const x = address(0) + <usize>r * width;
    const out = address(5) + <usize>r * width;
    for (let c: i32 = 0; c < channels; c += 4) {
      const at = bytes(c);
      let y = mul(sub(v128.load(x + at), v128.load(mean + at)), v128.load(scale + at));
      if (gain) y = mul(y, v128.load(gain + at));
      if (bias) y = add(y, v128.load(bias + at));
      storeSome(out + at, y, channels - c);
    }
  }
}

/** First of this thread's channels, in groups of 4; the last thread has the rest too. */
function firstChannel(channels: i32): i32 {
  return from(channels / 4) * 4;
}

function endChannel(channels: i32): i32 {
  return isLast() ? channels : to(channels / 4) * 4;
}

/** x, mean, variance, rows, channels: columnSum(x) / rows, and columnSum((x − mean)²) / rows. */
export function batchNormMoments(): void {
  const rows = int(3);
  const channels = int(4);
  const width = bytes(channels);
  const n = splat(<f32>rows);
  for (let c = firstChannel(channels); c < endChannel(channels); c += 4) {
    const count = channels - c;
    const x = address(0) + bytes(c);
    let sum = splat(0);
    for (let r: i32 = 0; r < rows; r++) sum = add(sum, v128.load(x + <usize>r * width));
    const mean = div(sum, n);
    let squares = splat(0);
    for (let r: i32 = 0; r < rows; r++) {
      const d = sub(v128.load(x + <usize>r * width), mean);
      squares = add(squares, mul(d, d));
    }
    storeSome(address(1) + bytes(c), mean, count);
    storeSome(address(2) + bytes(c), div(squares, n), count);
  }
}

/**
 * x, dy, mean, variance, gain, dx, dgain, dbias, rows, channels; ε. With n̂ = (x − mean) · scale: dbias = columnSum(dy),
 * dgain = columnSum(dy · n̂), dx = (gain · scale) · ((dy − dbias / rows) − n̂ · (dgain / rows)).
 */
export function batchNormBackward(): void {
  const rows = int(8);
  const channels = int(9);
  const scale = scales(address(3), channels);
  sumGradients(scale, rows, channels);
  barrier();
  const factor = scale + VECTOR_BYTES;
  const meanDy = factor + VECTOR_BYTES;
  const meanProduct = meanDy + VECTOR_BYTES;
  const n = splat(<f32>rows);
  for (let c: i32 = 0; c < channels; c += 4) {
    const at = bytes(c);
    v128.store(factor + at, mul(v128.load(address(4) + at), v128.load(scale + at)));
    v128.store(meanDy + at, div(v128.load(address(7) + at), n));
    v128.store(meanProduct + at, div(v128.load(address(6) + at), n));
  }
  for (let r = from(rows); r < to(rows); r++) {
    const row = bytes(r * channels);
    for (let c: i32 = 0; c < channels; c += 4) {
      const at = bytes(c);
      const normal = mul(sub(v128.load(address(0) + row + at), v128.load(address(2) + at)), v128.load(scale + at));
      const centred = sub(v128.load(address(1) + row + at), v128.load(meanDy + at));
      const rest = sub(centred, mul(normal, v128.load(meanProduct + at)));
      storeSome(address(5) + row + at, mul(v128.load(factor + at), rest), channels - c);
    }
  }
}

function sumGradients(scale: usize, rows: i32, channels: i32): void {
  for (let c = firstChannel(channels); c < endChannel(channels); c += 4) {
    const at = bytes(c);
    const mean = v128.load(address(2) + at);
    const factor = v128.load(scale + at);
    let sum = splat(0);
    let products = splat(0);
    for (let r: i32 = 0; r < rows; r++) {
      const dy = v128.load(address(1) + bytes(r * channels) + at);
      const normal = mul(sub(v128.load(address(0) + bytes(r * channels) + at), mean), factor);
      sum = add(sum, dy);
      products = add(products, mul(dy, normal));
    }
    storeSome(address(7) + at, sum, channels - c);
    storeSome(address(6) + at, products, channels - c);
  }
}
