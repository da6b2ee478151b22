import type { Convolution } from "../kernels/convolutionShape.ts";

/** A convolution in binary64, written independently of the engine's. @returns the results row by row */
export function convolve64(x: ArrayLike<number>, filter: ArrayLike<number>, shape: Convolution): number[] {
  return eachOutput(shape, (image, y, column, output) => {
    let sum = 0;
    eachTap(shape, y, column, (row, across, tap) => {
      for (let c = 0; c < shape.channels; c++) {
        const pixel = x[((image * shape.height + row) * shape.width + across) * shape.channels + c] ?? Number.NaN;
        sum += pixel * (filter[(tap * shape.channels + c) * shape.outputs + output] ?? Number.NaN);
      }
    });
    return sum;
  });
}

/** The same of a depthwise convolution. */
export function depthwise64(x: ArrayLike<number>, filter: ArrayLike<number>, shape: Convolution): number[] {
  const multiplier = shape.outputs / shape.channels;
  return eachOutput(shape, (image, y, column, output) => {
    const c = Math.floor(output / multiplier);
    let sum = 0;
    eachTap(shape, y, column, (row, across, tap) => {
      const pixel = x[((image * shape.height + row) * shape.width + across) * shape.channels + c] ?? Number.NaN;
      sum += pixel * (filter[tap * shape.outputs + output] ?? Number.NaN);
    });
    return sum;
  });
}

function eachOutput(
  shape: Convolution,
  of: (image: number, row: number, column: number, output: number) => number,
): number[] {
  const size = shape.images * shape.outHeight * shape.outWidth * shape.outputs;
  return Array.from({ length: size }, (_, i) => {
    const position = Math.floor(i / shape.outputs);
    const row = Math.floor(position / shape.outWidth);
    const image = Math.floor(row / shape.outHeight);
    return of(image, row % shape.outHeight, position % shape.outWidth, i % shape.outputs);
  });
}

/** The taps that meet a real position. */
function eachTap(
  shape: Convolution,
  y: number,
  x: number,
  use: (row: number, column: number, tap: number) => void,
): void {
  for (let tap = 0; tap < shape.filterHeight * shape.filterWidth; tap++) {
    const row = y * shape.strideHeight - shape.padTop + Math.floor(tap / shape.filterWidth) * shape.dilationHeight;
    const column = x * shape.strideWidth - shape.padLeft + (tap % shape.filterWidth) * shape.dilationWidth;
    if (row >= 0 && row < shape.height && column >= 0 && column < shape.width) use(row, column, tap);
  }
}
