import { floats, given, random } from "./values.mjs";

/** @typedef {ReturnType<typeof given>} Case */

const EXPLICIT = [
  [0, 0],
  [2, 1],
  [0, 2],
  [0, 0],
];

/** Images, filter [rows, columns, channels, outputs or multiplier], and how the windows lie; `out` is the result's shape. */
const CONVOLUTIONS = [
  { x: [1, 4, 5, 2], filter: [3, 3, 2, 3], strides: [1, 1], dilations: [1, 1], pad: "same", out: [4, 5] },
  { x: [2, 6, 5, 1], filter: [2, 3, 1, 6], strides: [2, 1], dilations: [1, 1], pad: "valid", out: [3, 3] },
  { x: [1, 5, 6, 3], filter: [3, 2, 3, 2], strides: [2, 3], dilations: [1, 1], pad: EXPLICIT, out: [3, 3] },
  { x: [1, 6, 6, 2], filter: [2, 2, 2, 1], strides: [1, 1], dilations: [2, 2], pad: 1, out: [6, 6] },
  { x: [2, 3, 3, 5], filter: [1, 1, 5, 4], strides: [1, 1], dilations: [1, 1], pad: "valid", out: [3, 3] },
];

const POOLS = [
  { x: [1, 4, 5, 3], filterSize: [2, 2], strides: [2, 2], pad: "valid", out: [2, 2] },
  { x: [2, 5, 4, 1], filterSize: [3, 2], strides: [2, 1], pad: "same", out: [3, 4] },
  { x: [1, 5, 5, 2], filterSize: [3, 3], strides: [2, 2], pad: 1, out: [3, 3] },
];

/**
 * @param {boolean} isDepthwise
 * @param {(tensors: { x: any, filter: any, dy: any }, shapes: (typeof CONVOLUTIONS)[number]) => any} inputsOf
 * @param {(shapes: (typeof CONVOLUTIONS)[number]) => any} [more] attributes
 */
function convolutions(isDepthwise, inputsOf, more = () => ({})) {
  return CONVOLUTIONS.map((shapes, i) => {
    const { x, filter, out, strides, dilations, pad } = shapes;
    const outputs = isDepthwise ? filter[2] * filter[3] : filter[3];
    const tensors = {
      x: random(x, 200 + i),
      filter: random(filter, 210 + i),
      dy: random([x[0], ...out, outputs], 220 + i),
    };
    return given(inputsOf(tensors, shapes), { strides, dilations, pad, dataFormat: "NHWC", ...more(shapes) });
  });
}

/** @param {boolean} withGradient */
function pools(withGradient) {
  return POOLS.map(({ x, out, ...attributes }, i) => {
    const images = i === 0 ? random(x, 230) : tied(x, 230 + i);
    if (!withGradient) return given({ x: images }, attributes);
    return given({ dy: random([x[0], ...out, x[3]], 240 + i), input: images }, attributes);
  });
}

/**
 * Numbers of which many are equal: the first of the largest counts.
 * @param {readonly number[]} shape
 * @param {number} seed
 */
function tied(shape, seed) {
  const size = shape.reduce((product, length) => product * length, 1);
  return floats(
    shape,
    Array.from({ length: size }, (_, i) => ((i * seed) % 5) / 4 - 0.5),
  );
}

const inputShape = (/** @type {(typeof CONVOLUTIONS)[number]} */ { x }) => ({ inputShape: x });
const filterShape = (/** @type {(typeof CONVOLUTIONS)[number]} */ { filter }) => ({ filterShape: filter });

/** @type {Record<string, Case[]>} */
export const windowCases = {
  Conv2D: convolutions(false, ({ x, filter }) => ({ x, filter })),
  FusedConv2D: ["linear", "relu"].flatMap((activation) =>
    convolutions(
      false,
      ({ x, filter }, shapes) => ({ x, filter, bias: random([shapes.filter[3]], 250) }),
      () => ({ activation }),
    ).slice(0, 2),
  ),
  // There is none for a convolution with dilation.
  Conv2DBackpropInput: convolutions(false, ({ dy, filter }) => ({ dy, filter }), inputShape).toSpliced(3, 1),
  Conv2DBackpropFilter: convolutions(false, ({ x, dy }) => ({ x, dy }), filterShape),
  DepthwiseConv2dNative: convolutions(true, ({ x, filter }) => ({ x, filter })),
  DepthwiseConv2dNativeBackpropInput: convolutions(true, ({ dy, filter }) => ({ dy, filter }), inputShape),
  DepthwiseConv2dNativeBackpropFilter: convolutions(true, ({ x, dy }) => ({ x, dy }), filterShape),
  MaxPool: pools(false),
  AvgPool: pools(false),
  MaxPoolGrad: pools(true),
  AvgPoolGrad: pools(true),
  FusedBatchNorm: [
    given(
      {
        x: random([2, 2, 3], 260, 3),
        mean: random([3], 261),
        variance: floats([3], [0.5, 1.25, 0]),
        scale: random([3], 262),
        offset: random([3], 263),
      },
      { varianceEpsilon: 0.001 },
    ),
    given(
      { x: random([5, 6], 264), mean: random([6], 265), variance: floats([6], [1, 2, 3, 0.1, 0.2, 0.3]) },
      { varianceEpsilon: 1e-5 },
    ),
  ],
  batchNorm: [5, 6].map((channels, i) =>
    given(
      {
        x: random([7, channels], 270 + i, 2),
        gain: random([channels], 272),
        bias: random([channels], 273),
        dy: random([7, channels], 274 + i),
      },
      { epsilon: 1e-5 },
    ),
  ),
};
