import { backend_util } from "@tensorflow/tfjs-core";
import type { Convolution } from "../kernels/convolutionShape.ts";
import { createRandom } from "./createRandom.ts";

type Attributes = {
  strides: [number, number];
  dilations: [number, number];
  pad: "same" | "valid" | number | [number, number][];
  dataFormat: "NHWC";
};

/** A convolution of small, odd sizes: shapes of its tensors, tfjs' attributes, and where its taps lie. */
export type RandomConvolution = {
  name: string;
  x: number[];
  filter: number[];
  out: number[];
  attributes: Attributes;
  shape: Convolution;
};

/** @param dilated with dilations instead of strides @param depthwise the filter's last axis is the multiplier */
export function randomConvolution(
  seed: number,
  options: { dilated?: boolean; depthwise?: boolean },
): RandomConvolution {
  const { integer } = createRandom(Math.imul(seed, 0x9e3779b1) | 1);
  const { dilated = false, depthwise = false } = options;
  const x: [number, number, number, number] = [integer(1, 3), integer(4, 9), integer(4, 9), integer(1, 9)];
  const filter: [number, number, number, number] = [integer(1, 3), integer(1, 4), x[3], integer(1, depthwise ? 3 : 19)];
  const explicit: [number, number][] = [
    [0, 0],
    [integer(0, 2), integer(0, 3)],
    [integer(0, 3), integer(0, 2)],
    [0, 0],
  ];
  const pads = ["same", "valid", integer(0, 2), explicit] as const;
  const attributes: Attributes = {
    strides: dilated ? [1, 1] : [integer(1, 3), integer(1, 3)],
    dilations: dilated ? [integer(1, 2), integer(1, 2)] : [1, 1],
    pad: pads[seed % 4] ?? "same",
    dataFormat: "NHWC",
  };
  const info = backend_util.computeConv2DInfo(
    x,
    filter,
    attributes.strides,
    attributes.dilations,
    // tfjs' type is four pairs; it reads the middle two.
    attributes.pad as Parameters<typeof backend_util.computeConv2DInfo>[4],
    "floor",
    depthwise,
  );
  const shape = {
    images: x[0],
    height: x[1],
    width: x[2],
    channels: x[3],
    outputs: depthwise ? filter[2] * filter[3] : filter[3],
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: filter[0],
    filterWidth: filter[1],
    strideHeight: attributes.strides[0],
    strideWidth: attributes.strides[1],
    dilationHeight: attributes.dilations[0],
    dilationWidth: attributes.dilations[1],
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
  const out = [shape.images, shape.outHeight, shape.outWidth, shape.outputs];
  const name = `[${x.join(", ")}] with [${filter.join(", ")}], ${JSON.stringify(attributes)}`;
  return { name, x, filter, out, attributes, shape };
}
