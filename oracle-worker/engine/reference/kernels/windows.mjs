import { batchNorm, batchNormBackward, moments } from "../batchNorm.mjs";
import { convolve, convolveFilterGradient, convolveInputGradient } from "../convolution.mjs";
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from "../depthwise.mjs";
import { max } from "../number.mjs";
import { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from "../pool.mjs";
import { tensor } from "./tensor.mjs";

/** @typedef {import("./tensor.mjs").Tensor} Tensor */
/** @typedef {import("./tensor.mjs").Kernel} Kernel */
/** @typedef {import("./tensor.mjs").Attributes} Attributes */

/**
 * @param {readonly number[]} shape
 * @param {ArrayLike<number>} values
 */
const floats = (shape, values) => tensor("float32", shape, values);

/** Its elements as binary32. @param {Tensor} x */
const valuesOf = (x) => Float32Array.from(x.values);

/**
 * How many windows lie along an axis, and how much padding comes before it: docs/engine.md, "Convolution and pooling".
 * @param {number} length of the axis
 * @param {number} size of a window, from its first to its last element
 * @param {number} stride
 * @param {"same" | "valid" | number | readonly (readonly number[])[]} pad
 * @param {number} axis of the images
 */
function windowsAlong(length, size, stride, pad, axis) {
  if (pad === "same") {
    const count = Math.ceil(length / stride);
    return { count, before: Math.floor(Math.max(0, (count - 1) * stride + size - length) / 2) };
  }
  const [before, after] = pad === "valid" ? [0, 0] : typeof pad === "number" ? [pad, pad] : pad[axis];
  return { count: Math.floor((length + before + after - size) / stride) + 1, before };
}

/**
 * @param {readonly number[]} images
 * @param {readonly number[]} filter
 * @param {Attributes} attributes
 * @param {boolean} isDepthwise
 */
function convolutionOf(images, filter, { strides, dilations = [1, 1], pad }, isDepthwise) {
  const along = (/** @type {number} */ i) =>
    windowsAlong(images[i + 1], (filter[i] - 1) * dilations[i] + 1, strides[i], pad, i + 1);
  return {
    images: images[0],
    height: images[1],
    width: images[2],
    channels: images[3],
    outputs: isDepthwise ? filter[2] * filter[3] : filter[3],
    outHeight: along(0).count,
    outWidth: along(1).count,
    filterHeight: filter[0],
    filterWidth: filter[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    dilationHeight: dilations[0],
    dilationWidth: dilations[1],
    padTop: along(0).before,
    padLeft: along(1).before,
  };
}

/** @param {ReturnType<typeof convolutionOf>} shape */
const resultShape = ({ images, outHeight, outWidth, outputs }) => [images, outHeight, outWidth, outputs];

/** @type {Kernel} */
function convolution({ x, filter, bias }, attributes) {
  const shape = convolutionOf(x.shape, filter.shape, attributes, false);
  const y = convolve(valuesOf(x), valuesOf(filter), shape, bias === undefined ? undefined : valuesOf(bias));
  return [floats(resultShape(shape), attributes.activation === "relu" ? y.map((value) => max(value, 0)) : y)];
}

/**
 * @param {typeof convolveInputGradient} compute
 * @param {boolean} isDepthwise
 * @returns {Kernel}
 */
function inputGradient(compute, isDepthwise) {
  return ({ dy, filter }, attributes) => {
    const shape = convolutionOf(attributes.inputShape, filter.shape, attributes, isDepthwise);
    return [floats(attributes.inputShape, compute(valuesOf(dy), valuesOf(filter), shape))];
  };
}

/**
 * @param {typeof convolveFilterGradient} compute
 * @param {boolean} isDepthwise
 * @returns {Kernel}
 */
function filterGradient(compute, isDepthwise) {
  return ({ x, dy }, attributes) => {
    const shape = convolutionOf(x.shape, attributes.filterShape, attributes, isDepthwise);
    return [floats(attributes.filterShape, compute(valuesOf(x), valuesOf(dy), shape))];
  };
}

/**
 * @param {readonly number[]} images
 * @param {Attributes} attributes
 */
function poolOf(images, { filterSize, strides, pad }) {
  const along = (/** @type {number} */ i) => windowsAlong(images[i + 1], filterSize[i], strides[i], pad, i + 1);
  return {
    images: images[0],
    height: images[1],
    width: images[2],
    channels: images[3],
    outHeight: along(0).count,
    outWidth: along(1).count,
    windowHeight: filterSize[0],
    windowWidth: filterSize[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    padTop: along(0).before,
    padLeft: along(1).before,
  };
}

/**
 * @param {typeof maxPool} compute
 * @returns {Kernel}
 */
function pool(compute) {
  return ({ x }, attributes) => {
    const shape = poolOf(x.shape, attributes);
    return [floats([shape.images, shape.outHeight, shape.outWidth, shape.channels], compute(valuesOf(x), shape))];
  };
}

/** @type {Kernel} */
function fusedBatchNorm({ x, mean, variance, scale, offset }, { varianceEpsilon }) {
  const weights = { mean: valuesOf(mean), variance: valuesOf(variance), epsilon: varianceEpsilon };
  const gain = scale === undefined ? {} : { gain: valuesOf(scale) };
  const bias = offset === undefined ? {} : { bias: valuesOf(offset) };
  return [floats(x.shape, batchNorm(valuesOf(x), { ...weights, ...gain, ...bias }))];
}

/** By the batch's own statistics: the result, its gradients, and the statistics. @type {Kernel} */
function trainedBatchNorm({ x, gain, bias, dy }, { epsilon }) {
  const own = moments(valuesOf(x), gain.values.length);
  const y = batchNorm(valuesOf(x), { ...own, gain: valuesOf(gain), bias: valuesOf(bias), epsilon });
  const { dx, dgain, dbias } = batchNormBackward(valuesOf(x), valuesOf(dy), { ...own, gain: valuesOf(gain), epsilon });
  return [
    ...[y, dx].map((values) => floats(x.shape, values)),
    ...[dgain, dbias, own.mean, own.variance].map((values) => floats(gain.shape, values)),
  ];
}

/** @type {Record<string, Kernel>} */
export const windowKernels = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropInput: inputGradient(convolveInputGradient, false),
  Conv2DBackpropFilter: filterGradient(convolveFilterGradient, false),
  DepthwiseConv2dNative: ({ x, filter }, attributes) => {
    const shape = convolutionOf(x.shape, filter.shape, attributes, true);
    return [floats(resultShape(shape), depthwise(valuesOf(x), valuesOf(filter), shape))];
  },
  DepthwiseConv2dNativeBackpropInput: inputGradient(depthwiseInputGradient, true),
  DepthwiseConv2dNativeBackpropFilter: filterGradient(depthwiseFilterGradient, true),
  MaxPool: pool(maxPool),
  AvgPool: pool(avgPool),
  MaxPoolGrad: ({ input, dy }, attributes) => [
    floats(input.shape, maxPoolGradient(valuesOf(input), valuesOf(dy), poolOf(input.shape, attributes))),
  ],
  AvgPoolGrad: ({ input, dy }, attributes) => [
    floats(input.shape, avgPoolGradient(valuesOf(dy), poolOf(input.shape, attributes))),
  ],
  FusedBatchNorm: fusedBatchNorm,
  batchNorm: trainedBatchNorm,
};
