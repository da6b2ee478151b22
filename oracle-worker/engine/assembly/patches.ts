import { address, int } from "./control";
import { bytes } from "./lanes";
import { packFullRows, ROWS } from "./pack";

// A patch is what a filter sees of an image from one position: [tap rows, tap columns, channels]. Images come with
// their padding (padImages.ts), so that every patch lies inside and its numbers have fixed offsets from its first one.
// Operations on patches share their first arguments; a grid says where something lies for each position.

/* Positions: rows and columns of one image, and the positions of all images. */
export const ROWS_OF_POSITIONS: i32 = 0;
export const COLUMNS_OF_POSITIONS: i32 = 1;
export const POSITIONS: i32 = 2;
/* Grids: an address, then elements from one image, row and column to the next. */
export const SOURCE: i32 = 3;
export const TARGET: i32 = 12;
/* The filter: rows and columns of taps, elements from one to the next, channels of the source. */
export const TAP_ROWS: i32 = 7;
export const TAP_COLUMNS: i32 = 8;
const TAP_ROW_STEP: i32 = 9;
const TAP_COLUMN_STEP: i32 = 10;
export const CHANNELS: i32 = 11;
/** First argument that an operation has for itself. */
export const OWN_ARGUMENTS: i32 = 16;

/** Numbers of a patch. */
export function patchSize(): i32 {
  return int(TAP_ROWS) * int(TAP_COLUMNS) * int(CHANNELS);
}

/** Where a grid has the position in column 0 of a row; rows are counted through all images. */
export function gridRow(grid: i32, row: i32): usize {
  const image = row / int(ROWS_OF_POSITIONS);
  const y = row - image * int(ROWS_OF_POSITIONS);
  return address(grid) + bytes(image * int(grid + 1) + y * int(grid + 2));
}

/** Bytes from a position to the next one in its row. */
export function gridColumnStep(grid: i32): usize {
  return bytes(int(grid + 3));
}

/** Writes where a grid has `count` positions from `position` on, 32 bits each: row by row, image by image. */
export function listPositions(list: usize, grid: i32, position: i32, count: i32): void {
  const columns = int(COLUMNS_OF_POSITIONS);
  const step = gridColumnStep(grid);
  let row = position / columns;
  let x = position - row * columns;
  let at = gridRow(grid, row) + <usize>x * step;
  for (let i: i32 = 0; i < count; i++) {
    store<u32>(list + bytes(i), <u32>at);
    at += step;
    if (++x < columns) continue;
    x = 0;
    at = gridRow(grid, ++row);
  }
}

/** Offset of a tap's first channel from the start of its patch, in elements. */
export function tapOffset(row: i32, column: i32): i32 {
  return row * int(TAP_ROW_STEP) + column * int(TAP_COLUMN_STEP);
}

/** How many numbers of a patch lie together: a row of taps, or one tap when columns are dilated. */
function runLength(): i32 {
  const isDense = int(TAP_COLUMN_STEP) == int(CHANNELS);
  return isDense ? int(TAP_COLUMNS) * int(CHANNELS) : int(CHANNELS);
}

function runOffset(run: i32, length: i32): i32 {
  const runsPerRow = (int(TAP_COLUMNS) * int(CHANNELS)) / length;
  if (runsPerRow == 1) return tapOffset(run, 0);
  const row = run / runsPerRow;
  return tapOffset(row, run - row * runsPerRow);
}

/** Packs numbers k0…k0+depth−1 of the five listed patches, as packRows does with five rows of a matrix. */
export function packPatches(d: usize, list: usize, k0: i32, depth: i32): void {
  const s0 = <usize>load<u32>(list);
  const s1 = <usize>load<u32>(list, 4);
  const s2 = <usize>load<u32>(list, 8);
  const s3 = <usize>load<u32>(list, 12);
  const s4 = <usize>load<u32>(list, 16);
  const length = runLength();
  let run = k0 / length;
  let inRun = k0 - run * length;
  let k: i32 = 0;
  while (k < depth) {
    const count = min(length - inRun, depth - k);
    const offset = bytes(runOffset(run, length) + inRun);
    packFullRows(d + bytes(k * ROWS), s0 + offset, s1 + offset, s2 + offset, s3 + offset, s4 + offset, count);
    k += count;
    run++;
    inRun = 0;
  }
}

/** Packs numbers j…j+4 of each of the `count` listed patches: five rows of the transposed matrix of patches. */
export function packPatchColumns(d: usize, list: usize, count: i32, j: i32): void {
  const height = min(ROWS, patchSize() - j);
  const first = offsetOf(j);
  if (height == ROWS && offsetOf(j + ROWS - 1) - first == ROWS - 1) {
    packTogether(d, list, count, bytes(first));
    return;
  }
  for (let i: i32 = 0; i < height; i++) {
    const offset = bytes(offsetOf(j + i));
    for (let p: i32 = 0; p < count; p++) {
      store<f32>(d + bytes(p * ROWS + i), load<f32>(<usize>load<u32>(list + bytes(p)) + offset));
    }
  }
  for (let i: i32 = height; i < ROWS; i++) {
    for (let p: i32 = 0; p < count; p++) store<f32>(d + bytes(p * ROWS + i), 0);
  }
}

function packTogether(target: usize, list: usize, count: i32, offset: usize): void {
  let d = target;
  for (let p: i32 = 0; p < count; p++) {
    const s = <usize>load<u32>(list + bytes(p)) + offset;
    v128.store(d, v128.load(s));
    store<f32>(d, load<f32>(s, 16), 16);
    d += 20;
  }
}

function offsetOf(j: i32): i32 {
  const length = runLength();
  const run = j / length;
  return runOffset(run, length) + (j - run * length);
}
