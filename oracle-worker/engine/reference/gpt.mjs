import { attentionBlock, attentionBlockBackward, mlpBlock, mlpBlockBackward } from "./blocks.mjs";
import { crossEntropy } from "./crossEntropy.mjs";
import { embedding, embeddingBackward } from "./embedding.mjs";
import { layerNorm, layerNormBackward } from "./layerNorm.mjs";
import { linear, linearBackward } from "./linear.mjs";
import { adamW } from "./optimizers.mjs";

// One training step of the architecture gpt, version 2.

/** @typedef {{ alphabet: number, contextLength: number, layers: number, heads: number, width: number }} Gpt */
/** @typedef {{ inputs: Int32Array, targets: Int32Array, count: number, length: number }} Batch blocks of `length` */
/** @typedef {ReadonlyMap<string, Float32Array>} Tensors */

/**
 * The tensors under a prefix, as nested objects: `a.b.c` is at .b.c of the prefix a.
 * @param {Tensors} tensors
 * @param {string} prefix
 * @param {readonly string[]} parts
 */
function groupsOf(tensors, prefix, parts) {
  return Object.fromEntries(
    parts.map((part) => {
      const keys = part === "norm" ? ["gain", "bias"] : ["weight", "bias"];
      return [part, Object.fromEntries(keys.map((key) => [key, tensorOf(tensors, `${prefix}.${part}.${key}`)]))];
    }),
  );
}

/**
 * @param {Tensors} tensors
 * @param {string} name
 */
function tensorOf(tensors, name) {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`no tensor ${name}`);
  return tensor;
}

const ATTENTION = ["norm", "qkv", "output"];
const MLP = ["norm", "up", "down"];

/**
 * Mean loss of a batch and the gradient of every weight.
 * @param {Gpt} gpt
 * @param {Tensors} weights
 * @param {Batch} batch
 */
export function lossAndGradients(gpt, weights, { inputs, targets, count, length }) {
  const { width, heads, alphabet, contextLength } = gpt;
  const rows = count * length;
  const attentionShape = { blocks: count, length, heads, width };
  const mlpShape = { rows, width, hidden: 4 * width };
  const at = (/** @type {string} */ name) => tensorOf(weights, name);

  const layers = [];
  let h = embedding(inputs, at("tokens.weight"), at("positions.weight"), { width, length });
  for (let i = 0; i < gpt.layers; i++) {
    const layer = {
      attention: groupsOf(weights, `blocks.${i}.attention`, ATTENTION),
      mlp: groupsOf(weights, `blocks.${i}.mlp`, MLP),
      input: h,
      middle: attentionBlock(h, groupsOf(weights, `blocks.${i}.attention`, ATTENTION), attentionShape),
    };
    layers.push(layer);
    h = mlpBlock(layer.middle, layer.mlp, mlpShape);
  }
  const normal = layerNorm(h, at("norm.gain"), at("norm.bias"));
  const outputShape = { rows, inputs: width, outputs: alphabet };
  const { loss, gradient } = crossEntropy(linear(normal, at("output.weight"), outputShape), targets);

  /** @type {Map<string, Float32Array>} */
  const gradients = new Map();
  const add = (/** @type {string} */ prefix, /** @type {Record<string, unknown>} */ group) => {
    for (const [key, value] of Object.entries(group)) {
      if (value instanceof Float32Array) gradients.set(`${prefix}.${key}`, value);
      else add(`${prefix}.${key}`, value);
    }
  };
  const output = linearBackward(normal, at("output.weight"), gradient, outputShape);
  add("output", { weight: output.dw });
  const last = layerNormBackward(h, at("norm.gain"), output.dx);
  add("norm", { gain: last.dgain, bias: last.dbias });
  let dh = last.dx;
  for (const [i, { attention, mlp, input, middle }] of [...layers.entries()].reverse()) {
    const { dh: dMiddle, ...mlpGradients } = mlpBlockBackward(middle, mlp, dh, mlpShape);
    add(`blocks.${i}.mlp`, mlpGradients);
    const { dh: dInput, ...attentionGradients } = attentionBlockBackward(input, attention, dMiddle, attentionShape);
    add(`blocks.${i}.attention`, attentionGradients);
    dh = dInput;
  }
  const { dTokens, dPositions } = embeddingBackward(inputs, dh, { width, length, alphabet, contextLength });
  add("tokens", { weight: dTokens });
  add("positions", { weight: dPositions });
  return { loss, gradients };
}

/**
 * One step with AdamW: the loss before it, the gradients, and the state after it.
 * @param {Gpt} gpt
 * @param {Tensors} state weights, and moments as `adam.m/{weight}`, `adam.v/{weight}` (absent: zeros)
 * @param {Batch} batch
 * @param {{ step: number, rate: number, optimizer: import("./optimizers.mjs").AdamConstants }} options step from 1
 */
export function trainingStep(gpt, state, batch, { step, rate, optimizer }) {
  const { loss, gradients } = lossAndGradients(gpt, state, batch);
  /** @type {Map<string, Float32Array>} */
  const next = new Map();
  for (const [name, g] of gradients) {
    const p = tensorOf(state, name);
    const [m, v] = ["adam.m/", "adam.v/"].map((prefix) => state.get(prefix + name) ?? new Float32Array(p.length));
    const moved = adamW({ p, m, v }, g, optimizer, { step, rate, decays: name.endsWith(".weight") });
    next.set(name, moved.p);
    next.set(`adam.m/${name}`, moved.m);
    next.set(`adam.v/${name}`, moved.v);
  }
  return { loss, gradients, state: next };
}
