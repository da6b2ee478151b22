import type { Convolution } from "./convolutionShape.ts";
import type { Images } from "./paddedImages.ts";

/** Where something lies for each position: an address, and the elements from an image, row and column to the next. */
export type Grid = { address: number; imageStep: number; rowStep: number; columnStep: number };

/** Positions of a filter on images, and its taps, each `rowStep` and `columnStep` elements apart. */
export type Patches = {
  rows: number;
  columns: number;
  images: number;
  source: Grid;
  taps: { rows: number; columns: number; rowStep: number; columnStep: number; channels: number };
};

/** The first arguments of every operation on patches (assembly/patches.ts). */
export function patchArguments({ rows, columns, images, source, taps }: Patches, target: Grid): number[] {
  return [
    rows,
    columns,
    images * rows * columns,
    ...gridArguments(source),
    taps.rows,
    taps.columns,
    taps.rowStep,
    taps.columnStep,
    taps.channels,
    ...gridArguments(target),
  ];
}

/** Results of a convolution as they lie in memory, from image `first` on. */
export function denseGrid(address: number, rows: number, columns: number, outputs: number, first = 0): Grid {
  const imageStep = rows * columns * outputs;
  return { address: address + 4 * first * imageStep, imageStep, rowStep: columns * outputs, columnStep: outputs };
}

/** What a convolution's filter sees of padded images. */
export function patchesOf(shape: Convolution, padded: Images): Patches {
  const { channels } = shape;
  const line = padded.width * channels;
  return {
    rows: shape.outHeight,
    columns: shape.outWidth,
    images: padded.images,
    source: {
      address: padded.address,
      imageStep: padded.height * line,
      rowStep: shape.strideHeight * line,
      columnStep: shape.strideWidth * channels,
    },
    taps: {
      rows: shape.filterHeight,
      columns: shape.filterWidth,
      rowStep: shape.dilationHeight * line,
      columnStep: shape.dilationWidth * channels,
      channels,
    },
  };
}

function gridArguments({ address, imageStep, rowStep, columnStep }: Grid): number[] {
  return [address, imageStep, rowStep, columnStep];
}
