import { address, DEPTH, int, ownPack, ownRows, SHARED_COLUMNS } from "./control";
import { BIAS, initialize, multiplyPanel, takePack, tileColumns, ZERO } from "./gemm";
import { bytes, copyNumbers } from "./lanes";
import { packColumns, ROWS } from "./pack";
import { barrier, from, to } from "./parallel";
import {
  COLUMNS_OF_POSITIONS,
  listPositions,
  OWN_ARGUMENTS,
  packPatchColumns,
  packPatches,
  patchSize,
  POSITIONS,
  ROWS_OF_POSITIONS,
  SOURCE,
  TARGET,
} from "./patches";

// Convolutions as matrix products whose left operand is the matrix of patches, [positions, numbers of a patch]. It is
// never stored: rows of it are packed straight from the image (docs/engine.md, "Convolution").

/* A thread's lists and rows, in the memory where multiplyAlone packs. */
const LIST_BYTES: usize = 4 * <usize>DEPTH;

/** Packs a block of B [inner, columns] together with all other threads, which wait for each other at the end. */
function packTogether(b: usize, columns: i32, n0: i32, blockColumns: i32, k0: i32, depth: i32): usize {
  const width = tileColumns();
  const panels = (blockColumns + width - 1) / width;
  const pack = takePack();
  for (let p = from(panels); p < to(panels); p++) {
    packColumns(pack + bytes(p * width * depth), b, columns, false, n0 + p * width, columns, k0, depth, width);
  }
  barrier();
  return pack;
}

/**
 * Patch arguments; then the filter [numbers of a patch, outputs], outputs, initial value, bias: the target's `outputs`
 * numbers at each position = initial value + patch · filter. Positions are shared out.
 */
export function convolve(): void {
  const filter = address(OWN_ARGUMENTS);
  const outputs = int(OWN_ARGUMENTS + 1);
  const inner = patchSize();
  const positions = int(POSITIONS);
  const panels = (positions + ROWS - 1) / ROWS;
  const first = from(panels) * ROWS;
  const end = min(positions, to(panels) * ROWS);
  initializeTargets(first, end, outputs);
  for (let n0: i32 = 0; n0 < outputs; n0 += SHARED_COLUMNS) {
    const columns = min(SHARED_COLUMNS, outputs - n0);
    for (let k0: i32 = 0; k0 < inner; k0 += DEPTH) {
      const depth = min(DEPTH, inner - k0);
      const pack = packTogether(filter, outputs, n0, columns, k0, depth);
      for (let m = first; m < end; m += ROWS) {
        const height = min(ROWS, end - m);
        listPositions(ownPack, SOURCE, m, height);
        // Missing patches are the last one again: their products land in elements that nobody stores.
        for (let i = height; i < ROWS; i++) store<u32>(ownPack + bytes(i), load<u32>(ownPack + bytes(height - 1)));
        packPatches(ownRows, ownPack, k0, depth);
        if (isDense(outputs)) {
          multiplyPanel(pack, address(TARGET) + bytes(m * outputs + n0), outputs, height, columns, depth);
        } else multiplyApart(pack, m, height, n0, columns, depth);
      }
    }
  }
}

/** Whether the target's positions follow each other without a gap. */
function isDense(outputs: i32): bool {
  const columns = int(COLUMNS_OF_POSITIONS);
  return (
    int(TARGET + 3) == outputs &&
    int(TARGET + 2) == columns * outputs &&
    int(TARGET + 1) == int(ROWS_OF_POSITIONS) * columns * outputs
  );
}

/** multiplyPanel where the rows of C lie apart: they are brought together and put back. */
function multiplyApart(pack: usize, m: i32, height: i32, n0: i32, columns: i32, depth: i32): void {
  const list = ownPack + LIST_BYTES;
  const rows = list + LIST_BYTES;
  listPositions(list, TARGET, m, height);
  for (let i: i32 = 0; i < height; i++) {
    copyNumbers(rows + bytes(i * columns), <usize>load<u32>(list + bytes(i)) + bytes(n0), columns);
  }
  multiplyPanel(pack, rows, columns, height, columns, depth);
  for (let i: i32 = 0; i < height; i++) {
    copyNumbers(<usize>load<u32>(list + bytes(i)) + bytes(n0), rows + bytes(i * columns), columns);
  }
}

/** Positions first…end−1 of the target: 0, or the bias. */
function initializeTargets(first: i32, end: i32, outputs: i32): void {
  const mode = int(OWN_ARGUMENTS + 2);
  const bias = address(OWN_ARGUMENTS + 3);
  if (isDense(outputs)) {
    const target = address(TARGET);
    if (mode == ZERO) memory.fill(target + bytes(first * outputs), 0, bytes((end - first) * outputs));
    else initialize(target, outputs, first, end, outputs, mode, bias, 0);
    return;
  }
  for (let m = first; m < end; m++) {
    listPositions(ownPack, TARGET, m, 1);
    const row = <usize>load<u32>(ownPack);
    if (mode == BIAS) copyNumbers(row, bias, outputs);
    else memory.fill(row, 0, bytes(outputs));
  }
}

/**
 * Patch arguments, without steps of the target; then dy [positions, outputs], outputs, initial value (0 or what is
 * there): target [numbers of a patch, outputs] = initial value + patchesᵀ · dy. Numbers of a patch are shared out.
 */
export function convolveFilterGradient(): void {
  const dy = address(OWN_ARGUMENTS);
  const outputs = int(OWN_ARGUMENTS + 1);
  const mode = int(OWN_ARGUMENTS + 2);
  const target = address(TARGET);
  const positions = int(POSITIONS);
  const rows = patchSize();
  const panels = (rows + ROWS - 1) / ROWS;
  const first = from(panels) * ROWS;
  const end = min(rows, to(panels) * ROWS);
  initialize(target, outputs, first, end, outputs, mode, 0, 0);
  for (let n0: i32 = 0; n0 < outputs; n0 += SHARED_COLUMNS) {
    const columns = min(SHARED_COLUMNS, outputs - n0);
    for (let k0: i32 = 0; k0 < positions; k0 += DEPTH) {
      const depth = min(DEPTH, positions - k0);
      const pack = packTogether(dy, outputs, n0, columns, k0, depth);
      listPositions(ownPack, SOURCE, k0, depth);
      for (let m = first; m < end; m += ROWS) {
        packPatchColumns(ownRows, ownPack, depth, m);
        multiplyPanel(pack, target + bytes(m * outputs + n0), outputs, min(ROWS, rows - m), columns, depth);
      }
    }
  }
}

/**
 * w [.., filter columns, channels, outputs], target, filter columns, channels, outputs; first tap row, how many, step;
 * the same of columns: target [rows, columns, outputs, channels] = those taps of w, outputs and channels exchanged.
 */
export function permuteFilter(): void {
  const filterColumns = int(2);
  const channels = int(3);
  const outputs = int(4);
  const columns = int(9);
  const all = int(6) * columns * outputs;
  for (let r = from(all); r < to(all); r++) {
    const tap = r / outputs;
    const row = tap / columns;
    const y = int(5) + row * int(7);
    const x = int(8) + (tap - row * columns) * int(10);
    const s = address(0) + bytes((y * filterColumns + x) * channels * outputs + (r - tap * outputs));
    const d = address(1) + bytes(r * channels);
    for (let c: i32 = 0; c < channels; c++) store<f32>(d + bytes(c), load<f32>(s + bytes(c * outputs)));
  }
}
