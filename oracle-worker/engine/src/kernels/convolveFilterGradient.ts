import { CONVOLVE_FILTER_GRADIENT } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { type Convolution, paddingOf } from "./convolutionShape.ts";
import { FROM_TARGET, FROM_ZERO, imagesOf } from "./convolve.ts";
import { forPaddedImages } from "./paddedImages.ts";
import { denseGrid, patchArguments, patchesOf } from "./patchArguments.ts";

/** dw [filterHeight, filterWidth, channels, outputs] of a convolution, from x and the gradient dy of its result. */
export function convolveFilterGradient(
  engine: Engine,
  operands: { x: number; dy: number },
  dw: number,
  shape: Convolution,
): void {
  const { outHeight, outWidth, outputs } = shape;
  forPaddedImages(engine, { ...imagesOf(shape), address: operands.x }, paddingOf(shape), (padded) => {
    engine.run(CONVOLVE_FILTER_GRADIENT, [
      ...patchArguments(patchesOf(shape, padded), { address: dw, imageStep: 0, rowStep: 0, columnStep: 0 }),
      denseGrid(operands.dy, outHeight, outWidth, outputs, padded.first).address,
      outputs,
      padded.first === 0 ? FROM_ZERO : FROM_TARGET,
    ]);
  });
}
