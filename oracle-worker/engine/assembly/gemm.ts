import { address, DEPTH, int, ownRows, ownTile, SHARED_COLUMNS, sharedPack0, sharedPack1 } from "./control";
import { add, bytes } from "./lanes";
import { microKernel5x16 } from "./microKernel5x16";
import { microKernel5x8 } from "./microKernel5x8";
import { ALL, multiplyAlone } from "./multiplyAlone";
import { BATCH_MATMUL, LINEAR_BACKWARD, MATMUL } from "./operations";
import { packColumns, packRows, ROWS } from "./pack";
import { barrier, from, to } from "./parallel";
import { columnSum } from "./columnSum";

// C = initial value + A·B. Every element of C is one sequential sum over k, whatever the tile, the blocks and the
// threads (docs/engine.md, "Matrix products").

/** What C holds before the first product is added. */
export const ZERO: i32 = 0;
export const BIAS: i32 = 1;
const RESIDUAL_AND_BIAS: i32 = 2;
const KEEP: i32 = 3;

/** Columns of a tile of C: 16 is faster with V8's revectorizer, 8 without. */
export let columnsOfTile: i32 = 8;
/** Which of the two shared packs the next block of B goes to: a slower thread may still read the other. */
let nextPack: i32 = 0;

export function setTile(columns: i32): void {
  columnsOfTile = columns;
}

/** The number of columns of a tile. */
export function tileColumns(): i32 {
  return columnsOfTile;
}

/** Where the next block of B is packed; every thread must ask as often. */
export function takePack(): usize {
  nextPack ^= 1;
  return nextPack ? sharedPack0 : sharedPack1;
}

function multiplyTile(a: usize, b: usize, c: usize, stride: usize, depth: i32): void {
  if (columnsOfTile == 16) microKernel5x16(a, b, c, stride, depth);
  else microKernel5x8(a, b, c, stride, depth);
}

/** One tile of C, from the packed panels. A tile that is not whole goes by way of this thread's scratch. */
export function tile(a: usize, b: usize, c: usize, ldc: i32, height: i32, width: i32, depth: i32): void {
  const stride = bytes(ldc);
  if (height == ROWS && width == columnsOfTile) {
    multiplyTile(a, b, c, stride, depth);
    return;
  }
  const ownStride = bytes(columnsOfTile);
  for (let i: i32 = 0; i < height; i++) {
    memory.copy(ownTile + <usize>i * ownStride, c + <usize>i * stride, bytes(width));
  }
  multiplyTile(a, b, ownTile, ownStride, depth);
  for (let i: i32 = 0; i < height; i++) {
    memory.copy(c + <usize>i * stride, ownTile + <usize>i * ownStride, bytes(width));
  }
}

/** Rows m0…m1−1 of C [.., n]: the initial value. */
export function initialize(
  c: usize,
  ldc: i32,
  m0: i32,
  m1: i32,
  n: i32,
  mode: i32,
  bias: usize,
  residual: usize,
): void {
  if (mode == KEEP) return;
  for (let m = m0; m < m1; m++) {
    const row = c + bytes(m * ldc);
    if (mode == ZERO) memory.fill(row, 0, bytes(n));
    else if (mode == BIAS) memory.copy(row, bias, bytes(n));
    else if (mode == RESIDUAL_AND_BIAS) addRows(row, residual + bytes(m * ldc), bias, n);
  }
}

function addRows(c: usize, a: usize, b: usize, n: i32): void {
  let j: i32 = 0;
  for (; j + 4 <= n; j += 4) v128.store(c + bytes(j), add(v128.load(a + bytes(j)), v128.load(b + bytes(j))));
  for (; j < n; j++) store<f32>(c + bytes(j), load<f32>(a + bytes(j)) + load<f32>(b + bytes(j)));
}

/** All threads together: B is packed once for all, rows of C are shared out. Residual rows are as far apart as C's. */
export function multiply(
  a: usize,
  lda: i32,
  aTransposed: bool,
  b: usize,
  ldb: i32,
  bTransposed: bool,
  c: usize,
  ldc: i32,
  rows: i32,
  columns: i32,
  inner: i32,
  mode: i32,
  bias: usize,
  residual: usize,
): void {
  const width = columnsOfTile;
  const rowPanels = (rows + ROWS - 1) / ROWS;
  const firstRow = from(rowPanels) * ROWS;
  const endRow = min(rows, to(rowPanels) * ROWS);
  initialize(c, ldc, firstRow, endRow, columns, mode, bias, residual);
  for (let n0: i32 = 0; n0 < columns; n0 += SHARED_COLUMNS) {
    const blockColumns = min(SHARED_COLUMNS, columns - n0);
    const columnPanels = (blockColumns + width - 1) / width;
    for (let k0: i32 = 0; k0 < inner; k0 += DEPTH) {
      const depth = min(DEPTH, inner - k0);
      const pack = takePack();
      for (let p = from(columnPanels); p < to(columnPanels); p++) {
        packColumns(pack + bytes(p * width * depth), b, ldb, bTransposed, n0 + p * width, columns, k0, depth, width);
      }
      barrier();
      for (let m = firstRow; m < endRow; m += ROWS) {
        packRows(ownRows, a, lda, aTransposed, m, rows, k0, depth);
        multiplyPanel(pack, c + bytes(m * ldc + n0), ldc, min(ROWS, rows - m), blockColumns, depth);
      }
    }
  }
}

/** C's rows += the rows in ownRows times every packed column panel. */
export function multiplyPanel(pack: usize, c: usize, ldc: i32, height: i32, columns: i32, depth: i32): void {
  const width = columnsOfTile;
  for (let n: i32 = 0; n < columns; n += width) {
    tile(ownRows, pack + bytes(n * depth), c + bytes(n), ldc, height, min(width, columns - n), depth);
  }
}

export function runLinear(operation: i32): void {
  if (operation == MATMUL) matmul();
  else if (operation == BATCH_MATMUL) batchMatmul();
  else if (operation == LINEAR_BACKWARD) linearBackward();
}

/** a, lda, ta, b, ldb, tb, c, ldc, rows, columns, inner, mode, bias, residual. */
function matmul(): void {
  multiply(
    address(0),
    int(1),
    int(2) != 0,
    address(3),
    int(4),
    int(5) != 0,
    address(6),
    int(7),
    int(8),
    int(9),
    int(10),
    int(11),
    address(12),
    address(13),
  );
}

/** As matmul up to inner; then the elements from one matrix to the next of a, b and c, and the number of products. */
function batchMatmul(): void {
  const count = int(14);
  for (let i = from(count); i < to(count); i++) {
    multiplyAlone(
      address(0) + bytes(i * int(11)),
      int(1),
      int(2) != 0,
      address(3) + bytes(i * int(12)),
      int(4),
      int(5) != 0,
      address(6) + bytes(i * int(13)),
      int(7),
      int(8),
      int(9),
      int(10),
      ALL,
    );
  }
}

/** x, dy, w, dx (0: not wanted), dw, db (0: no bias), rows, outputs, inputs: db = columnSum(dy), dw = xᵀ·dy, dx = dy·wᵀ. */
function linearBackward(): void {
  const x = address(0);
  const dy = address(1);
  const dx = address(3);
  const db = address(5);
  const rows = int(6);
  const outputs = int(7);
  const inputs = int(8);
  if (db) columnSum(dy, db, rows, outputs);
  multiply(x, inputs, true, dy, outputs, false, address(4), outputs, inputs, outputs, rows, ZERO, 0, 0);
  if (dx) multiply(dy, outputs, false, address(2), outputs, true, dx, inputs, rows, inputs, outputs, ZERO, 0, 0);
}
