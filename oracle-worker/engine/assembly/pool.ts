import { address, int } from "./control";
import { add, bytes, copyNumbers, div, splat } from "./lanes";
import { from, to } from "./parallel";

// Pools over [images, rows, columns, channels] (docs/engine.md, "Pooling"). Positions in the padding do not exist: they
// never win, and are not counted. Arguments of all four operations:

const X: i32 = 0;
const OUT: i32 = 1;
const IMAGES: i32 = 2;
const ROWS: i32 = 3;
const COLUMNS: i32 = 4;
const CHANNELS: i32 = 5;
const OUT_ROWS: i32 = 6;
const OUT_COLUMNS: i32 = 7;
const WINDOW_ROWS: i32 = 8;
const WINDOW_COLUMNS: i32 = 9;
const ROW_STRIDE: i32 = 10;
const COLUMN_STRIDE: i32 = 11;
const ROWS_ABOVE: i32 = 12;
const COLUMNS_BEFORE: i32 = 13;
/** Gradients: of the output. */
const DY: i32 = 14;

/* The real positions of the window that this thread is at, ends excluded. */
let firstRow: i32 = 0;
let endRow: i32 = 0;
let firstColumn: i32 = 0;
let endColumn: i32 = 0;

function seek(y: i32, x: i32): void {
  const top = y * int(ROW_STRIDE) - int(ROWS_ABOVE);
  const left = x * int(COLUMN_STRIDE) - int(COLUMNS_BEFORE);
  firstRow = max(top, 0);
  endRow = min(top + int(WINDOW_ROWS), int(ROWS));
  firstColumn = max(left, 0);
  endColumn = min(left + int(WINDOW_COLUMNS), int(COLUMNS));
}

function count(): f32 {
  return <f32>((endRow - firstRow) * (endColumn - firstColumn));
}

/** Position (y, x) of an image that starts at `image`. */
function pixel(image: usize, y: i32, x: i32): usize {
  return image + bytes((y * int(COLUMNS) + x) * int(CHANNELS));
}

function imageBytes(): usize {
  return bytes(int(ROWS) * int(COLUMNS) * int(CHANNELS));
}

/** x, out. Rows of the result are shared out. */
export function pool(takesMax: bool): void {
  const channels = int(CHANNELS);
  const outColumns = int(OUT_COLUMNS);
  const all = int(IMAGES) * int(OUT_ROWS);
  for (let r = from(all); r < to(all); r++) {
    const i = r / int(OUT_ROWS);
    const image = address(X) + <usize>i * imageBytes();
    for (let x: i32 = 0; x < outColumns; x++) {
      seek(r - i * int(OUT_ROWS), x);
      const out = address(OUT) + bytes((r * outColumns + x) * channels);
      if (takesMax) takeMax(out, image, channels);
      else takeMean(out, image, channels);
    }
  }
}

function takeMax(out: usize, image: usize, channels: i32): void {
  copyNumbers(out, pixel(image, firstRow, firstColumn), channels);
  for (let v = firstRow; v < endRow; v++) {
    for (let u = firstColumn; u < endColumn; u++) {
      const p = pixel(image, v, u);
      let c: i32 = 0;
      // pmax(m, x) is x > m ? x : m.
      for (; c + 4 <= channels; c += 4) {
        v128.store(out + bytes(c), f32x4.pmax(v128.load(out + bytes(c)), v128.load(p + bytes(c))));
      }
      for (; c < channels; c++) {
        const value = load<f32>(p + bytes(c));
        if (value > load<f32>(out + bytes(c))) store<f32>(out + bytes(c), value);
      }
    }
  }
}

function takeMean(out: usize, image: usize, channels: i32): void {
  memory.fill(out, 0, bytes(channels));
  for (let v = firstRow; v < endRow; v++) {
    for (let u = firstColumn; u < endColumn; u++) addNumbers(out, pixel(image, v, u), channels);
  }
  divideNumbers(out, out, channels, count());
}

function addNumbers(out: usize, x: usize, n: i32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) v128.store(out + bytes(j), add(v128.load(out + bytes(j)), v128.load(x + bytes(j))));
  for (; j < n; j++) store<f32>(out + bytes(j), load<f32>(out + bytes(j)) + load<f32>(x + bytes(j)));
}

function divideNumbers(out: usize, x: usize, n: i32, divisor: f32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) v128.store(out + bytes(j), div(v128.load(x + bytes(j)), splat(divisor)));
  for (; j < n; j++) store<f32>(out + bytes(j), load<f32>(x + bytes(j)) / divisor);
}

/** x (max only), dx as out, dy. Each window gives to its positions, in order; images are shared out. */
export function poolGradient(takesMax: bool): void {
  const channels = int(CHANNELS);
  const windows = int(OUT_ROWS) * int(OUT_COLUMNS);
  for (let i = from(int(IMAGES)); i < to(int(IMAGES)); i++) {
    const offset = <usize>i * imageBytes();
    const dx = address(OUT) + offset;
    let dy = address(DY) + bytes(i * windows * channels);
    memory.fill(dx, 0, imageBytes());
    for (let y: i32 = 0; y < int(OUT_ROWS); y++) {
      for (let x: i32 = 0; x < int(OUT_COLUMNS); x++) {
        seek(y, x);
        if (takesMax) giveToMax(dx, address(X) + offset, dy, channels);
        else giveToAll(dx, dy, channels);
        dy += bytes(channels);
      }
    }
  }
}

/** The first of a window's maxima gets all. */
function giveToMax(dx: usize, image: usize, dy: usize, channels: i32): void {
  let c: i32 = 0;
  for (; c + 4 <= channels; c += 4) giveFour(dx, image, c, v128.load(dy + bytes(c)));
  for (; c < channels; c++) giveOne(dx, image, c, load<f32>(dy + bytes(c)));
}

/** Four channels at once. Adding +0 to the other positions changes none: sums that start at +0 are never −0. */
function giveFour(dx: usize, image: usize, c: i32, dy: v128): void {
  let largest = v128.load(pixel(image, firstRow, firstColumn) + bytes(c));
  let best = i32x4.splat(0);
  let place: i32 = 0;
  for (let v = firstRow; v < endRow; v++) {
    for (let u = firstColumn; u < endColumn; u++) {
      const value = v128.load(pixel(image, v, u) + bytes(c));
      const isLarger = f32x4.gt(value, largest);
      largest = v128.bitselect(value, largest, isLarger);
      best = v128.bitselect(i32x4.splat(place++), best, isLarger);
    }
  }
  place = 0;
  for (let v = firstRow; v < endRow; v++) {
    for (let u = firstColumn; u < endColumn; u++) {
      const at = pixel(dx, v, u) + bytes(c);
      const isBest = i32x4.eq(i32x4.splat(place++), best);
      v128.store(at, add(v128.load(at), v128.and(dy, isBest)));
    }
  }
}

function giveOne(dx: usize, image: usize, c: i32, dy: f32): void {
  let best = pixel(image, firstRow, firstColumn) - image + bytes(c);
  let largest = load<f32>(image + best);
  for (let v = firstRow; v < endRow; v++) {
    for (let u = firstColumn; u < endColumn; u++) {
      const at = pixel(image, v, u) - image + bytes(c);
      const value = load<f32>(image + at);
      if (value > largest) {
        largest = value;
        best = at;
      }
    }
  }
  store<f32>(dx + best, load<f32>(dx + best) + dy);
}

/** Every real position gets dy / count. */
function giveToAll(dx: usize, dy: usize, channels: i32): void {
  for (let v = firstRow; v < endRow; v++) {
    for (let u = firstColumn; u < endColumn; u++) addQuotients(pixel(dx, v, u), dy, channels, count());
  }
}

function addQuotients(out: usize, x: usize, n: i32, divisor: f32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) {
    const at = bytes(j);
    v128.store(out + at, add(v128.load(out + at), div(v128.load(x + at), splat(divisor))));
  }
  for (; j < n; j++) {
    const at = bytes(j);
    store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at) / divisor);
  }
}
