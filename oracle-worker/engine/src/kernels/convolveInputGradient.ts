import { CONVOLVE, PERMUTE_FILTER } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import type { Convolution } from "./convolutionShape.ts";
import { FROM_ZERO } from "./convolve.ts";
import { forPaddedImages, type PaddedImages, type Padding } from "./paddedImages.ts";
import { type Grid, patchArguments, type Patches } from "./patchArguments.ts";

/**
 * Rows (or columns) of the input that meet the same taps: `first`, `first + stride`, …, `count` of them. Number q of
 * them meets tap `firstTap − t · stride` at output row `firstOutput + q + t`, for t from 0 to taps − 1.
 */
type Phase = { first: number; count: number; firstTap: number; taps: number; firstOutput: number };

/**
 * dx [images, height, width, channels] of a convolution without dilation, from its filter and the gradient dy of its
 * result: itself a convolution of dy, one for each way in which the stride lands on the filter.
 */
export function convolveInputGradient(
  engine: Engine,
  operands: { dy: number; filter: number },
  dx: number,
  shape: Convolution,
): void {
  const { outputs, outHeight, outWidth, images } = shape;
  const rows = phasesOf(shape.height, shape.filterHeight, shape.strideHeight, shape.padTop);
  const columns = phasesOf(shape.width, shape.filterWidth, shape.strideWidth, shape.padLeft);
  const padding = gradientPadding(shape);
  const dyImages = { address: operands.dy, images, height: outHeight, width: outWidth, channels: outputs };
  const filter = engine.alloc(4 * shape.filterHeight * shape.filterWidth * shape.channels * outputs);
  try {
    forPaddedImages(engine, dyImages, padding, (padded) => {
      for (const row of rows) {
        for (const column of columns) {
          permuteFilter(engine, operands.filter, filter, shape, { row, column });
          const patches = patchesAt(shape, padded, padding, { row, column });
          const target = phaseGrid(dx, shape, padded.first, { row, column });
          engine.run(CONVOLVE, [...patchArguments(patches, target), filter, shape.channels, FROM_ZERO, 0]);
        }
      }
    });
  } finally {
    engine.free(filter);
  }
}

/** Zeros around dy: every output row that a tap could meet, whether there is one or not. Columns likewise. */
export function gradientPadding(shape: Convolution): Padding {
  const reach = (filter: number, dilation: number, pad: number, stride: number): number =>
    Math.ceil(Math.max(0, (filter - 1) * dilation - pad) / stride);
  const side = (size: number, pad: number, stride: number): number => Math.floor((size - 1 + pad) / stride) + 1;
  const above = reach(shape.filterHeight, shape.dilationHeight, shape.padTop, shape.strideHeight);
  const before = reach(shape.filterWidth, shape.dilationWidth, shape.padLeft, shape.strideWidth);
  return {
    above,
    before,
    height: above + side(shape.height, shape.padTop, shape.strideHeight),
    width: before + side(shape.width, shape.padLeft, shape.strideWidth),
  };
}

function phasesOf(size: number, filter: number, stride: number, pad: number): Phase[] {
  const phases = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const lowestTap = (first + pad) % stride;
    const taps = Math.max(0, Math.ceil((filter - lowestTap) / stride));
    const firstTap = lowestTap + (taps - 1) * stride;
    const count = Math.ceil((size - first) / stride);
    phases.push({ first, count, firstTap, taps, firstOutput: (first + pad - firstTap) / stride });
  }
  return phases;
}

type Phases = { row: Phase; column: Phase };

function permuteFilter(engine: Engine, filter: number, target: number, shape: Convolution, phases: Phases): void {
  const { row, column } = phases;
  engine.run(PERMUTE_FILTER, [
    filter,
    target,
    shape.filterWidth,
    shape.channels,
    shape.outputs,
    row.firstTap,
    row.taps,
    -shape.strideHeight,
    column.firstTap,
    column.taps,
    -shape.strideWidth,
  ]);
}

function patchesAt(shape: Convolution, padded: PaddedImages, padding: Padding, { row, column }: Phases): Patches {
  const { outputs } = shape;
  const line = padded.width * outputs;
  const start = (padding.above + row.firstOutput) * line + (padding.before + column.firstOutput) * outputs;
  return {
    rows: row.count,
    columns: column.count,
    images: padded.images,
    source: {
      address: padded.address + 4 * start,
      imageStep: padded.height * line,
      rowStep: line,
      columnStep: outputs,
    },
    taps: { rows: row.taps, columns: column.taps, rowStep: line, columnStep: outputs, channels: outputs },
  };
}

function phaseGrid(dx: number, shape: Convolution, firstImage: number, { row, column }: Phases): Grid {
  const line = shape.width * shape.channels;
  const imageStep = shape.height * line;
  return {
    address: dx + 4 * (firstImage * imageStep + row.first * line + column.first * shape.channels),
    imageStep,
    rowStep: shape.strideHeight * line,
    columnStep: shape.strideWidth * shape.channels,
  };
}
