import { bytes } from "./lanes";

// Packing changes where numbers lie, never what they are: panels of A (5 rows) and of B (8 or 16 columns) become
// contiguous in the order in which the micro-kernel reads them. Missing rows and columns are filled with zeros, whose
// products land in elements that nobody stores.

/** Rows of a tile of C. */
export const ROWS: i32 = 5;

/** A 4×4 transpose: rows at s0…s3 become four columns at d, `step` bytes apart. */
export function transpose4(d: usize, step: usize, s0: usize, s1: usize, s2: usize, s3: usize): void {
  const a = v128.load(s0);
  const b = v128.load(s1);
  const c = v128.load(s2);
  const e = v128.load(s3);
  const t0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(c, e, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(c, e, 2, 6, 3, 7);
  v128.store(d, v128.shuffle<f64>(t0, t2, 0, 2));
  v128.store(d + step, v128.shuffle<f64>(t0, t2, 1, 3));
  v128.store(d + 2 * step, v128.shuffle<f64>(t1, t3, 0, 2));
  v128.store(d + 3 * step, v128.shuffle<f64>(t1, t3, 1, 3));
}

/**
 * Packs rows m…m+4 of A [rows, ≥ k0 + depth] at columns k0…k0+depth−1 as depth groups of 5.
 * @param transposed A is stored as its transpose
 */
export function packRows(d: usize, a: usize, lda: i32, transposed: bool, m: i32, rows: i32, k0: i32, depth: i32): void {
  const height = min(ROWS, rows - m);
  const line = bytes(lda);
  if (!transposed && height == ROWS) {
    const first = a + bytes(m * lda + k0);
    packFullRows(d, first, first + line, first + 2 * line, first + 3 * line, first + 4 * line, depth);
  } else if (transposed && height == ROWS) packFullColumns(d, a + bytes(k0 * lda + m), line, depth);
  else packSomeRows(d, a, line, transposed, m, height, k0, depth);
}

/** Five rows of `depth` numbers, wherever they start, as depth groups of 5. */
export function packFullRows(
  target: usize,
  row0: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  row4: usize,
  depth: i32,
): void {
  let d = target;
  let s0 = row0;
  let s1 = row1;
  let s2 = row2;
  let s3 = row3;
  let s4 = row4;
  let k: i32 = 0;
  for (; k + 4 <= depth; k += 4) {
    transpose4(d, 20, s0, s1, s2, s3);
    store<f32>(d, load<f32>(s4), 16);
    store<f32>(d, load<f32>(s4, 4), 36);
    store<f32>(d, load<f32>(s4, 8), 56);
    store<f32>(d, load<f32>(s4, 12), 76);
    d += 80;
    s0 += 16;
    s1 += 16;
    s2 += 16;
    s3 += 16;
    s4 += 16;
  }
  for (; k < depth; k++) {
    store<f32>(d, load<f32>(s0));
    store<f32>(d, load<f32>(s1), 4);
    store<f32>(d, load<f32>(s2), 8);
    store<f32>(d, load<f32>(s3), 12);
    store<f32>(d, load<f32>(s4), 16);
    d += 20;
    s0 += 4;
    s1 += 4;
    s2 += 4;
    s3 += 4;
    s4 += 4;
  }
}

function packFullColumns(target: usize, source: usize, line: usize, depth: i32): void {
  let d = target;
  let s = source;
  for (let k: i32 = 0; k < depth; k++) {
    v128.store(d, v128.load(s));
    store<f32>(d, load<f32>(s, 16), 16);
    d += 20;
    s += line;
  }
}

function packSomeRows(
  d: usize,
  a: usize,
  line: usize,
  transposed: bool,
  m: i32,
  height: i32,
  k0: i32,
  depth: i32,
): void {
  const acrossK: usize = transposed ? line : 4;
  const acrossM: usize = transposed ? 4 : line;
  const source = a + <usize>k0 * acrossK + <usize>m * acrossM;
  for (let k: i32 = 0; k < depth; k++) {
    const group = d + bytes(k * ROWS);
    const s = source + <usize>k * acrossK;
    for (let i: i32 = 0; i < ROWS; i++) {
      store<f32>(group + bytes(i), i < height ? load<f32>(s + <usize>i * acrossM) : 0);
    }
  }
}

/**
 * Packs columns n…n+width−1 of B [≥ k0 + depth, columns] at rows k0…k0+depth−1 as depth groups of `width` (8 or 16).
 * @param transposed B is stored as its transpose
 */
export function packColumns(
  d: usize,
  b: usize,
  ldb: i32,
  transposed: bool,
  n: i32,
  columns: i32,
  k0: i32,
  depth: i32,
  width: i32,
): void {
  const present = min(width, columns - n);
  const line = bytes(ldb);
  if (transposed) packTransposed(d, b + bytes(n * ldb + k0), line, present, depth, width);
  else packPlain(d, b + bytes(k0 * ldb + n), line, present, depth, width);
}

function packPlain(target: usize, source: usize, line: usize, present: i32, depth: i32, width: i32): void {
  let d = target;
  let s = source;
  const group = bytes(width);
  for (let k: i32 = 0; k < depth; k++) {
    if (present == width) {
      v128.store(d, v128.load(s));
      v128.store(d, v128.load(s, 16), 16);
      if (width == 16) {
        v128.store(d, v128.load(s, 32), 32);
        v128.store(d, v128.load(s, 48), 48);
      }
    } else {
      for (let j: i32 = 0; j < width; j++) store<f32>(d + bytes(j), j < present ? load<f32>(s + bytes(j)) : 0);
    }
    d += group;
    s += line;
  }
}

function packTransposed(target: usize, source: usize, line: usize, present: i32, depth: i32, width: i32): void {
  const group = bytes(width);
  for (let j: i32 = 0; j < width; j += 4) {
    let d = target + bytes(j);
    const s = source + <usize>j * line;
    let k: i32 = 0;
    if (j + 4 <= present) {
      for (; k + 4 <= depth; k += 4) {
        const at = s + bytes(k);
        transpose4(d, group, at, at + line, at + 2 * line, at + 3 * line);
        d += 4 * group;
      }
    }
    for (; k < depth; k++) {
      for (let i: i32 = 0; i < 4; i++) {
        store<f32>(d + bytes(i), j + i < present ? load<f32>(s + <usize>i * line + bytes(k)) : 0);
      }
      d += group;
    }
  }
}
