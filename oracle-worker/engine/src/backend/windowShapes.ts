import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";
import type { Convolution } from "../kernels/convolutionShape.ts";
import type { Pool } from "../kernels/pool.ts";
import type { Attributes } from "./Attributes.ts";
import { unsupported } from "./kernel.ts";
import { needShape } from "./kernels/needShape.ts";

type Shape4D = [number, number, number, number];
type Pad = Parameters<typeof backend_util.computeConv2DInfo>[4];
type RoundingMode = Parameters<typeof backend_util.computeConv2DInfo>[5];

/**
 * A convolution of images of shape `images` with a filter of shape `filter`, as tfjs lays it out.
 * @throws EngineError `UnsupportedOperation` for NCHW, `ShapeInvalid` when a window does not fit
 */
export function convolutionOf(
  name: string,
  attributes: Attributes,
  shapes: { images: readonly number[]; filter: readonly number[] },
  depthwise = false,
): Convolution {
  if (attributes.text("dataFormat", "NHWC") !== "NHWC") throw unsupported(name, "of NCHW", "transpose to NHWC");
  const info = backend_util.computeConv2DInfo(
    shape4D(name, shapes.images),
    shape4D(name, shapes.filter),
    pairOf(attributes, "strides"),
    attributes.has("dilations") ? pairOf(attributes, "dilations") : 1,
    padOf(attributes),
    roundingModeOf(attributes),
    depthwise,
  );
  checkFits(name, info);
  needShape(name, "the filter", { shape: shapes.filter }, shapes.filter.with(2, info.inChannels));
  return {
    images: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outputs: info.outChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/** Windows over images of a shape, as tfjs lays them out. @throws EngineError `ShapeInvalid` when one does not fit */
export function poolOf(name: string, attributes: Attributes, images: readonly number[], kind: Pool["kind"]): Pool {
  const info = backend_util.computePool2DInfo(
    shape4D(name, images),
    pairOf(attributes, "filterSize"),
    pairOf(attributes, "strides"),
    1,
    padOf(attributes),
    roundingModeOf(attributes),
  );
  checkFits(name, info);
  return {
    kind,
    images: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    windowHeight: info.filterHeight,
    windowWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

function checkFits(name: string, { outHeight, outWidth }: { outHeight: number; outWidth: number }): void {
  if (outHeight >= 1 && outWidth >= 1) return;
  throw new EngineError("ShapeInvalid", `a window of ${name} does not fit into its images`, {
    hint: "use a smaller window, or padding",
  });
}

/** @throws EngineError `ShapeInvalid` unless the gradient is that of a result of this convolution or pool */
export function needGradient(
  name: string,
  dy: TensorInfo,
  { images, outHeight, outWidth }: Pick<Pool, "images" | "outHeight" | "outWidth">,
  channels: number,
): void {
  needShape(name, "the result's gradient", dy, [images, outHeight, outWidth, channels]);
}

/** @throws EngineError `UnsupportedOperation` for elements that are not binary32 */
export function needFloats(name: string, ...tensors: TensorInfo[]): void {
  const other = tensors.find(({ dtype }) => dtype !== "float32");
  if (other !== undefined) throw unsupported(name, `of ${other.dtype}`, "cast to float32 first");
}

function shape4D(name: string, shape: readonly number[]): Shape4D {
  const [a, b, c, d] = shape;
  if (shape.length === 4 && a !== undefined && b !== undefined && c !== undefined && d !== undefined) {
    return [a, b, c, d];
  }
  throw unsupported(name, `of shape [${shape.join(", ")}]`, "use four dimensions");
}

function pairOf(attributes: Attributes, name: string): [number, number] {
  const [height = 1, width = height] = attributes.oneOrMore(name) ?? [];
  return [height, width];
}

function padOf(attributes: Attributes): Pad {
  if (attributes.isText("pad")) return attributes.text("pad") === "same" ? "same" : "valid";
  if (attributes.isNumber("pad")) return attributes.number("pad");
  // Two numbers for each dimension, of which tfjs reads those of height and width.
  const [, height, width] = attributes.lists("pad");
  return [[0, 0], twoOf(height), twoOf(width), [0, 0]];
}

function twoOf(pad: number[] | undefined): [number, number] {
  return [pad?.[0] ?? 0, pad?.[1] ?? 0];
}

function roundingModeOf(attributes: Attributes): RoundingMode {
  if (!attributes.has("dimRoundingMode")) return undefined;
  const mode = attributes.text("dimRoundingMode");
  return mode === "ceil" || mode === "round" ? mode : "floor";
}
