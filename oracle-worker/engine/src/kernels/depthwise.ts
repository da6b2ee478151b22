import { DEPTHWISE, DEPTHWISE_FILTER_GRADIENT, DEPTHWISE_INPUT_GRADIENT } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { type Convolution, paddingOf } from "./convolutionShape.ts";
import { FROM_TARGET, FROM_ZERO, imagesOf } from "./convolve.ts";
import { gradientPadding } from "./convolveInputGradient.ts";
import { forPaddedImages } from "./paddedImages.ts";
import { denseGrid, patchArguments, patchesOf } from "./patchArguments.ts";

/** out = x convolved channel by channel with a filter [filterHeight, filterWidth, channels, multiplier]. */
export function depthwise(
  engine: Engine,
  operands: { x: number; filter: number },
  out: number,
  shape: Convolution,
): void {
  forPaddedImages(engine, { ...imagesOf(shape), address: operands.x }, paddingOf(shape), (padded) => {
    const target = denseGrid(out, shape.outHeight, shape.outWidth, shape.outputs, padded.first);
    engine.run(DEPTHWISE, [
      ...patchArguments(patchesOf(shape, padded), target),
      operands.filter,
      shape.outputs / shape.channels,
    ]);
  });
}

/** dw of a depthwise convolution. */
export function depthwiseFilterGradient(
  engine: Engine,
  operands: { x: number; dy: number },
  dw: number,
  shape: Convolution,
): void {
  const { outHeight, outWidth, outputs } = shape;
  forPaddedImages(engine, { ...imagesOf(shape), address: operands.x }, paddingOf(shape), (padded) => {
    engine.run(DEPTHWISE_FILTER_GRADIENT, [
      ...patchArguments(patchesOf(shape, padded), { address: dw, imageStep: 0, rowStep: 0, columnStep: 0 }),
      denseGrid(operands.dy, outHeight, outWidth, outputs, padded.first).address,
      outputs / shape.channels,
      padded.first === 0 ? FROM_ZERO : FROM_TARGET,
    ]);
  });
}

/** dx of a depthwise convolution. */
export function depthwiseInputGradient(
  engine: Engine,
  operands: { dy: number; filter: number },
  dx: number,
  shape: Convolution,
): void {
  const { images, outputs, channels } = shape;
  const padding = gradientPadding(shape);
  const dyImages = {
    address: operands.dy,
    images,
    height: shape.outHeight,
    width: shape.outWidth,
    channels: outputs,
  };
  forPaddedImages(engine, dyImages, padding, (padded) => {
    engine.run(DEPTHWISE_INPUT_GRADIENT, [
      padded.address,
      padded.height,
      padded.width,
      operands.filter,
      shape.filterHeight,
      shape.filterWidth,
      dx + 4 * padded.first * shape.height * shape.width * channels,
      padded.images,
      shape.height,
      shape.width,
      channels,
      outputs / channels,
      shape.strideHeight,
      shape.strideWidth,
      shape.dilationHeight,
      shape.dilationWidth,
      shape.padTop + padding.above * shape.strideHeight,
      shape.padLeft + padding.before * shape.strideWidth,
    ]);
  });
}
