import { DEPTH, OWN_COLUMNS, ownPack, ownRows } from "./control";
import { columnsOfTile, initialize, tile, ZERO } from "./gemm";
import { bytes } from "./lanes";
import { packColumns, packRows, ROWS } from "./pack";

/**
 * Which part of a product is wanted, or not known to be zero; i and k count from 0. A term that is left out is ±0 times
 * a finite number, and would be added to a sum that is never −0: leaving it out changes no bit.
 */
export const ALL: i32 = 0;
/** Only c[i, j] with j ≤ i is read afterwards; what lies further right is undefined. */
export const LOWER_RESULT: i32 = 1;
/** a[i, k] is 0 for k > i, as far as the panel of rows that i belongs to. */
export const LOWER_LEFT: i32 = 2;
/** a[i, k] is 0 for k < i. */
export const UPPER_LEFT: i32 = 3;

/** One thread alone, for small products that are shared out whole. The initial value is zero. */
export function multiplyAlone(
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
  part: i32,
): void {
  const width = columnsOfTile;
  initialize(c, ldc, 0, rows, columns, ZERO, 0, 0);
  for (let n0: i32 = 0; n0 < columns; n0 += OWN_COLUMNS) {
    const blockColumns = min(OWN_COLUMNS, columns - n0);
    const columnPanels = (blockColumns + width - 1) / width;
    for (let k0: i32 = 0; k0 < inner; k0 += DEPTH) {
      const depth = min(DEPTH, inner - k0);
      for (let p: i32 = 0; p < columnPanels; p++) {
        packColumns(ownPack + bytes(p * width * depth), b, ldb, bTransposed, n0 + p * width, columns, k0, depth, width);
      }
      for (let m: i32 = 0; m < rows; m += ROWS) {
        const first = part == UPPER_LEFT ? max(0, m - k0) : 0;
        const end = part == LOWER_LEFT ? min(depth, m + ROWS - k0) : depth;
        const wanted = part == LOWER_RESULT ? min(blockColumns, m + ROWS - n0) : blockColumns;
        if (first >= end || wanted <= 0) continue;
        packRows(ownRows, a, lda, aTransposed, m, rows, k0 + first, end - first);
        for (let n: i32 = 0; n < wanted; n += width) {
          const panel = ownPack + bytes(n * depth + first * width);
          const target = c + bytes(m * ldc + n0 + n);
          tile(ownRows, panel, target, ldc, min(ROWS, rows - m), min(width, blockColumns - n), end - first);
        }
      }
    }
  }
}
