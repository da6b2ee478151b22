import { CONVOLVE } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { type Convolution, paddingOf } from "./convolutionShape.ts";
import { forPaddedImages } from "./paddedImages.ts";
import { denseGrid, patchArguments, patchesOf } from "./patchArguments.ts";

/** Initial values of the sums (assembly/gemm.ts). */
export const FROM_ZERO = 0;
export const FROM_BIAS = 1;
export const FROM_TARGET = 3;

/**
 * out = the convolution of x with a filter, from 0 or from the bias [outputs]: docs/engine.md, "Convolution".
 * All addresses.
 */
export function convolve(
  engine: Engine,
  operands: { x: number; filter: number; bias?: number },
  out: number,
  shape: Convolution,
): void {
  const { x, filter, bias } = operands;
  forPaddedImages(engine, { ...imagesOf(shape), address: x }, paddingOf(shape), (padded) => {
    const target = denseGrid(out, shape.outHeight, shape.outWidth, shape.outputs, padded.first);
    engine.run(CONVOLVE, [
      ...patchArguments(patchesOf(shape, padded), target),
      filter,
      shape.outputs,
      bias === undefined ? FROM_ZERO : FROM_BIAS,
      bias ?? 0,
    ]);
  });
}

/** The convolution's images, without their address. */
export function imagesOf({ images, height, width, channels }: Convolution): {
  images: number;
  height: number;
  width: number;
  channels: number;
} {
  return { images, height, width, channels };
}
