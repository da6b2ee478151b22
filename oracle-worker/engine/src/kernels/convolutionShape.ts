import type { Padding } from "./paddedImages.ts";

/**
 * A two-dimensional convolution of images [images, height, width, channels] with a filter [filterHeight, filterWidth,
 * channels, outputs] to [images, outHeight, outWidth, outputs]. Output (y, x) sees rows y · stride − padTop + u ·
 * dilation of its image, u from 0 to filterHeight − 1, and columns likewise; what lies outside the image is 0.
 */
export type Convolution = {
  images: number;
  height: number;
  width: number;
  channels: number;
  /** Of a depthwise convolution: channels · multiplier. */
  outputs: number;
  outHeight: number;
  outWidth: number;
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
  padTop: number;
  padLeft: number;
};

/** What patches need around the images. */
export function paddingOf(shape: Convolution): Padding {
  return {
    above: shape.padTop,
    before: shape.padLeft,
    height: (shape.outHeight - 1) * shape.strideHeight + (shape.filterHeight - 1) * shape.dilationHeight + 1,
    width: (shape.outWidth - 1) * shape.strideWidth + (shape.filterWidth - 1) * shape.dilationWidth + 1,
  };
}
