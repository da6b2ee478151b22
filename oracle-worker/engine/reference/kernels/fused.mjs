import { attention, attentionBackward } from "../attention.mjs";
import { bagEmbedding, bagEmbeddingBackward } from "../bagEmbedding.mjs";
import { attentionBlock, attentionBlockBackward, mlpBlock, mlpBlockBackward } from "../blocks.mjs";
import { crossEntropy } from "../crossEntropy.mjs";
import { dropoutFactors } from "../dropout.mjs";
import { embedding, embeddingBackward } from "../embedding.mjs";
import { gelu, geluBackward } from "../gelu.mjs";
import { layerNorm, layerNormBackward } from "../layerNorm.mjs";
import { linear, linearBackward } from "../linear.mjs";
import { f, max } from "../number.mjs";
import { adamW, sgd } from "../optimizers.mjs";
import { columnSum } from "../sums.mjs";
import { tensor } from "./tensor.mjs";

// The fused operations with tensors for inputs and results: the result first, then the gradients of the inputs that
// have one, in the order of the inputs. `dy` is the result's own gradient.

/** @typedef {import("./tensor.mjs").Kernel} Kernel */

/**
 * @param {readonly number[]} shape
 * @param {ArrayLike<number>} values
 */
const floats = (shape, values) => tensor("float32", shape, values);

/** Its elements as binary32. @param {import("./tensor.mjs").Tensor} x */
const valuesOf = (x) => Float32Array.from(x.values);

/** @param {import("./tensor.mjs").Tensor} x @param {import("./tensor.mjs").Tensor} weight */
const linearShape = (x, weight) => ({ rows: x.shape[0], inputs: weight.shape[0], outputs: weight.shape[1] });

/**
 * dy where the result is above 0.
 * @param {Float32Array} y
 * @param {Float32Array} dy
 */
const reluBackward = (y, dy) => dy.map((d, i) => (y[i] > 0 ? d : 0));

/** @type {Kernel} */
function linearKernel({ x, weight, bias, dy }) {
  const shape = linearShape(x, weight);
  const y = linear(valuesOf(x), valuesOf(weight), shape, bias === undefined ? {} : { bias: valuesOf(bias) });
  const { dx, dw, db } = linearBackward(valuesOf(x), valuesOf(weight), valuesOf(dy), shape);
  const gradients = [floats(x.shape, dx), floats(weight.shape, dw)];
  if (bias !== undefined) gradients.push(floats(bias.shape, db));
  return [floats(dy.shape, y), ...gradients];
}

/** @type {Kernel} */
function denseRelu({ x, weight, bias, dy }) {
  const shape = linearShape(x, weight);
  const y = linear(valuesOf(x), valuesOf(weight), shape, { bias: valuesOf(bias) }).map((value) => max(value, 0));
  const { dx, dw, db } = linearBackward(valuesOf(x), valuesOf(weight), reluBackward(y, valuesOf(dy)), shape);
  return [floats(dy.shape, y), floats(x.shape, dx), floats(weight.shape, dw), floats(bias.shape, db)];
}

/** @type {Kernel} */
function biasRelu({ x, bias, dy }) {
  const columns = bias.values.length;
  const y = valuesOf(x).map((value, i) => max(f(value + bias.values[i % columns]), 0));
  const dx = reluBackward(y, valuesOf(dy));
  return [floats(x.shape, y), floats(x.shape, dx), floats(bias.shape, columnSum(dx, columns))];
}

/** @type {Kernel} */
function layerNormKernel({ x, gain, bias, dy }) {
  const [values, gains] = [valuesOf(x), valuesOf(gain)];
  const { dx, dgain, dbias } = layerNormBackward(values, gains, valuesOf(dy));
  const y = layerNorm(values, gains, valuesOf(bias));
  return [floats(x.shape, y), floats(x.shape, dx), floats(gain.shape, dgain), floats(bias.shape, dbias)];
}

/** @type {Kernel} */
function attentionKernel({ qkv, dy }, { count, length, heads }) {
  const shape = { blocks: count, length, heads, width: qkv.shape[1] / 3 };
  return [
    floats(dy.shape, attention(valuesOf(qkv), shape)),
    floats(qkv.shape, attentionBackward(valuesOf(qkv), valuesOf(dy), shape)),
  ];
}

/** @param {Record<string, import("./tensor.mjs").Tensor>} inputs @param {string} first @param {string} second */
function weightsOf(inputs, first, second) {
  return {
    norm: { gain: valuesOf(inputs.gain), bias: valuesOf(inputs.normBias) },
    [first]: { weight: valuesOf(inputs[`${first}Weight`]), bias: valuesOf(inputs[`${first}Bias`]) },
    [second]: { weight: valuesOf(inputs[`${second}Weight`]), bias: valuesOf(inputs[`${second}Bias`]) },
  };
}

/** @type {Kernel} */
function attentionBlockKernel(inputs, { count, length, heads }) {
  const { h, dy, ...weights } = inputs;
  const shape = { blocks: count, length, heads, width: h.shape[1] };
  const values = /** @type {Parameters<typeof attentionBlock>[1]} */ (weightsOf(inputs, "qkv", "output"));
  const { dh, norm, qkv, output } = attentionBlockBackward(valuesOf(h), values, valuesOf(dy), shape);
  const gradients = [norm.gain, norm.bias, qkv.weight, qkv.bias, output.weight, output.bias];
  return [
    floats(h.shape, attentionBlock(valuesOf(h), values, shape)),
    floats(h.shape, dh),
    ...Object.values(weights).map((weight, i) => floats(weight.shape, gradients[i])),
  ];
}

/** @type {Kernel} */
function mlpBlockKernel(inputs) {
  const { h, dy, ...weights } = inputs;
  const shape = { rows: h.shape[0], width: h.shape[1], hidden: inputs.upBias.shape[0] };
  const values = /** @type {Parameters<typeof mlpBlock>[1]} */ (weightsOf(inputs, "up", "down"));
  const { dh, norm, up, down } = mlpBlockBackward(valuesOf(h), values, valuesOf(dy), shape);
  const gradients = [norm.gain, norm.bias, up.weight, up.bias, down.weight, down.bias];
  return [
    floats(h.shape, mlpBlock(valuesOf(h), values, shape)),
    floats(h.shape, dh),
    ...Object.values(weights).map((weight, i) => floats(weight.shape, gradients[i])),
  ];
}

/** @type {Kernel} */
function embeddingKernel({ table, positions, tokens, dy }, { length }) {
  const ids = Int32Array.from(tokens.values);
  const [alphabet, width] = table.shape;
  const shape = { width, length, alphabet, contextLength: positions.shape[0] };
  const { dTokens, dPositions } = embeddingBackward(ids, valuesOf(dy), shape);
  return [
    floats(dy.shape, embedding(ids, valuesOf(table), valuesOf(positions), shape)),
    floats(table.shape, dTokens),
    floats(positions.shape, dPositions),
  ];
}

/** @type {Kernel} */
function bagEmbeddingKernel({ table, indices, dy }, { sizes }) {
  const [rows, width] = table.shape;
  let start = 0;
  const bags = sizes.map((/** @type {number} */ size) => {
    start += size;
    return Int32Array.from(indices.values.subarray(start - size, start));
  });
  return [
    floats(dy.shape, bagEmbedding(valuesOf(table), bags, width)),
    floats(table.shape, bagEmbeddingBackward(bags, valuesOf(dy), { rows, width })),
  ];
}

/** @type {Kernel} */
function softmaxCrossEntropy({ logits, targets, dy }) {
  const { loss, gradient } = crossEntropy(valuesOf(logits), Int32Array.from(targets.values));
  const factor = dy.values[0];
  return [floats([], [loss]), floats(logits.shape, factor === 1 ? gradient : gradient.map((g) => f(g * factor)))];
}

/** @type {Kernel} */
function dropout({ x, dy }, { rate, key, firstWord }) {
  const factors = dropoutFactors(key, { first: firstWord, size: x.values.length, rate });
  const dropped = (/** @type {import("./tensor.mjs").Tensor} */ { shape, values }) =>
    floats(
      shape,
      factors.map((factor, i) => f(values[i] * factor)),
    );
  return [dropped(x), dropped(dy)];
}

/** @type {Kernel} */
function geluKernel({ x, dy }) {
  return [
    floats(x.shape, valuesOf(x).map(gelu)),
    floats(
      x.shape,
      valuesOf(x).map((value, i) => geluBackward(value, dy.values[i])),
    ),
  ];
}

/** @type {Kernel} */
function adam({ weight, mean, square, gradient }, attributes) {
  const { step, rate, decays, ...constants } = attributes;
  const state = { p: valuesOf(weight), m: valuesOf(mean), v: valuesOf(square) };
  const { p, m, v } = adamW(
    state,
    valuesOf(gradient),
    /** @type {import("../optimizers.mjs").AdamConstants} */ (constants),
    { step, rate, decays },
  );
  return [p, m, v].map((values) => floats(weight.shape, values));
}

/** @type {Kernel} */
function sgdKernel({ weight, velocity, gradient }, { momentum, rate }) {
  const { p, u } = sgd({ p: valuesOf(weight), u: valuesOf(velocity) }, valuesOf(gradient), { momentum, rate });
  return [floats(weight.shape, p), floats(weight.shape, u)];
}

/** @type {Record<string, Kernel>} */
export const fusedKernels = {
  linear: linearKernel,
  denseRelu,
  biasRelu,
  layerNorm: layerNormKernel,
  attention: attentionKernel,
  attentionBlock: attentionBlockKernel,
  mlpBlock: mlpBlockKernel,
  embedding: embeddingKernel,
  bagEmbedding: bagEmbeddingKernel,
  softmaxCrossEntropy,
  dropout,
  gelu: geluKernel,
  adam,
  sgd: sgdKernel,
};
