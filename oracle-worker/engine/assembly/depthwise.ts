import { address, int } from "./control";
import { add, bytes, mul } from "./lanes";
import { from, to } from "./parallel";
import {
  CHANNELS,
  COLUMNS_OF_POSITIONS,
  gridColumnStep,
  gridRow,
  OWN_ARGUMENTS,
  POSITIONS,
  SOURCE,
  TAP_COLUMNS,
  TAP_ROWS,
  tapOffset,
  TARGET,
} from "./patches";

// Depthwise convolutions: each channel has `multiplier` filters of its own. Plain loops; every element is one
// sequential sum (docs/engine.md, "Convolution").

/** out[c, q] += x[c] · w[c, q]. */
function spread(out: usize, x: usize, w: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    multiplyAdd(out, x, w, channels);
    return;
  }
  for (let c: i32 = 0; c < channels; c++) {
    const value = load<f32>(x + bytes(c));
    const first = c * multiplier;
    for (let j = first; j < first + multiplier; j++) {
      store<f32>(out + bytes(j), load<f32>(out + bytes(j)) + value * load<f32>(w + bytes(j)));
    }
  }
}

/** out[c] += y[c, q] · w[c, q] for each q in order. */
function gather(out: usize, y: usize, w: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    multiplyAdd(out, y, w, channels);
    return;
  }
  for (let c: i32 = 0; c < channels; c++) {
    let sum = load<f32>(out + bytes(c));
    const first = c * multiplier;
    for (let j = first; j < first + multiplier; j++) sum += load<f32>(y + bytes(j)) * load<f32>(w + bytes(j));
    store<f32>(out + bytes(c), sum);
  }
}

function multiplyAdd(out: usize, a: usize, b: usize, n: i32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) {
    const at = bytes(j);
    v128.store(out + at, add(v128.load(out + at), mul(v128.load(a + at), v128.load(b + at))));
  }
  for (; j < n; j++) {
    const at = bytes(j);
    store<f32>(out + at, load<f32>(out + at) + load<f32>(a + at) * load<f32>(b + at));
  }
}

/** Patch arguments; then the filter [taps, channels, multiplier], multiplier. Rows of positions are shared out. */
export function depthwise(): void {
  const filter = address(OWN_ARGUMENTS);
  const multiplier = int(OWN_ARGUMENTS + 1);
  const channels = int(CHANNELS);
  const outputs = channels * multiplier;
  const columns = int(COLUMNS_OF_POSITIONS);
  const rows = int(POSITIONS) / columns;
  for (let r = from(rows); r < to(rows); r++) {
    let x = gridRow(SOURCE, r);
    let out = gridRow(TARGET, r);
    for (let i: i32 = 0; i < columns; i++) {
      memory.fill(out, 0, bytes(outputs));
      let w = filter;
      for (let u: i32 = 0; u < int(TAP_ROWS); u++) {
        for (let v: i32 = 0; v < int(TAP_COLUMNS); v++) {
          spread(out, x + bytes(tapOffset(u, v)), w, channels, multiplier);
          w += bytes(outputs);
        }
      }
      x += gridColumnStep(SOURCE);
      out += gridColumnStep(TARGET);
    }
  }
}

/** Patch arguments, without steps of the target; then dy [positions, outputs], multiplier. Taps are shared out. */
export function depthwiseFilterGradient(): void {
  const multiplier = int(OWN_ARGUMENTS + 1);
  const channels = int(CHANNELS);
  const outputs = channels * multiplier;
  const columns = int(COLUMNS_OF_POSITIONS);
  const rows = int(POSITIONS) / columns;
  const taps = int(TAP_ROWS) * int(TAP_COLUMNS);
  for (let tap = from(taps); tap < to(taps); tap++) {
    const u = tap / int(TAP_COLUMNS);
    const offset = bytes(tapOffset(u, tap - u * int(TAP_COLUMNS)));
    const out = address(TARGET) + bytes(tap * outputs);
    let dy = address(OWN_ARGUMENTS);
    if (int(OWN_ARGUMENTS + 2) == 0) memory.fill(out, 0, bytes(outputs));
    for (let r: i32 = 0; r < rows; r++) {
      let x = gridRow(SOURCE, r) + offset;
      for (let i: i32 = 0; i < columns; i++) {
        spread(out, x, dy, channels, multiplier);
        x += gridColumnStep(SOURCE);
        dy += bytes(outputs);
      }
    }
  }
}

/**
 * dy with its padding, its rows and columns; filter, its rows and columns; dx, its images, rows, columns, channels;
 * multiplier; strides; dilations; what to add to a row and a column of dx to stay at or above 0. Position (y, x) meets
 * tap (u, v) at (y + shift − u·dilation) / stride, where that is whole. Rows of dx are shared out.
 */
export function depthwiseInputGradient(): void {
  const columns = int(9);
  const channels = int(10);
  const all = int(7) * int(8);
  for (let r = from(all); r < to(all); r++) {
    const image = r / int(8);
    const y = r - image * int(8) + int(16);
    const dyImage = address(0) + bytes(image * int(1) * int(2) * channels * int(11));
    for (let x: i32 = 0; x < columns; x++) {
      inputGradientAt(address(6) + bytes((r * columns + x) * channels), dyImage, y, x + int(17));
    }
  }
}

function inputGradientAt(out: usize, dyImage: usize, y: i32, x: i32): void {
  const channels = int(10);
  const multiplier = int(11);
  const outputs = channels * multiplier;
  memory.fill(out, 0, bytes(channels));
  for (let u = int(4) - 1; u >= 0; u--) {
    const down = y - u * int(14);
    const row = down / int(12);
    if (row * int(12) != down) continue;
    for (let v = int(5) - 1; v >= 0; v--) {
      const across = x - v * int(15);
      const column = across / int(13);
      if (column * int(13) != across) continue;
      const dy = dyImage + bytes((row * int(2) + column) * outputs);
      gather(out, dy, address(3) + bytes((u * int(5) + v) * outputs), channels, multiplier);
    }
  }
}
