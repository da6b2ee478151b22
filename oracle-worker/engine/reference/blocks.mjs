import { attention, attentionBackward } from "./attention.mjs";
import { gelu, geluBackward } from "./gelu.mjs";
import { layerNorm, layerNormBackward } from "./layerNorm.mjs";
import { linear, linearBackward } from "./linear.mjs";

// docs/engine.md, "Fused operations": attention block and MLP block. What the backward pass needs is computed again: the
// same operations on the same numbers.

/** @typedef {{ gain: Float32Array, bias: Float32Array }} Norm */
/** @typedef {{ weight: Float32Array, bias: Float32Array }} Linear */

/** @param {import("./attention.mjs").AttentionShape} shape */
function linearShapes({ blocks, length, width }) {
  const rows = blocks * length;
  return { qkv: { rows, inputs: width, outputs: 3 * width }, output: { rows, inputs: width, outputs: width } };
}

/**
 * h + linear(attention(linear(norm(h)))).
 * @param {Float32Array} h
 * @param {{ norm: Norm, qkv: Linear, output: Linear }} weights
 * @param {import("./attention.mjs").AttentionShape} shape
 */
export function attentionBlock(h, { norm, qkv, output }, shape) {
  const shapes = linearShapes(shape);
  const inner = linear(layerNorm(h, norm.gain, norm.bias), qkv.weight, shapes.qkv, { bias: qkv.bias });
  return linear(attention(inner, shape), output.weight, shapes.output, { bias: output.bias, residual: h });
}

/**
 * @param {Float32Array} h
 * @param {{ norm: Norm, qkv: Linear, output: Linear }} weights
 * @param {Float32Array} dy
 * @param {import("./attention.mjs").AttentionShape} shape
 */
export function attentionBlockBackward(h, { norm, qkv, output }, dy, shape) {
  const shapes = linearShapes(shape);
  const normal = layerNorm(h, norm.gain, norm.bias);
  const inner = linear(normal, qkv.weight, shapes.qkv, { bias: qkv.bias });
  const mixed = attention(inner, shape);
  const out = linearBackward(mixed, output.weight, dy, shapes.output);
  const projected = linearBackward(normal, qkv.weight, attentionBackward(inner, out.dx, shape), shapes.qkv);
  const { dx, dgain, dbias } = layerNormBackward(h, norm.gain, projected.dx, dy);
  return {
    dh: dx,
    norm: { gain: dgain, bias: dbias },
    qkv: { weight: projected.dw, bias: projected.db },
    output: { weight: out.dw, bias: out.db },
  };
}

/** @typedef {{ rows: number, width: number, hidden: number }} MlpShape */

/** @param {MlpShape} shape */
function mlpShapes({ rows, width, hidden }) {
  return { up: { rows, inputs: width, outputs: hidden }, down: { rows, inputs: hidden, outputs: width } };
}

/**
 * h + linear(gelu(linear(norm(h)))).
 * @param {Float32Array} h
 * @param {{ norm: Norm, up: Linear, down: Linear }} weights
 * @param {MlpShape} shape
 */
export function mlpBlock(h, { norm, up, down }, shape) {
  const shapes = mlpShapes(shape);
  const raised = linear(layerNorm(h, norm.gain, norm.bias), up.weight, shapes.up, { bias: up.bias });
  return linear(raised.map(gelu), down.weight, shapes.down, { bias: down.bias, residual: h });
}

/**
 * @param {Float32Array} h
 * @param {{ norm: Norm, up: Linear, down: Linear }} weights
 * @param {Float32Array} dy
 * @param {MlpShape} shape
 */
export function mlpBlockBackward(h, { norm, up, down }, dy, shape) {
  const shapes = mlpShapes(shape);
  const normal = layerNorm(h, norm.gain, norm.bias);
  const raised = linear(normal, up.weight, shapes.up, { bias: up.bias });
  const lowered = linearBackward(raised.map(gelu), down.weight, dy, shapes.down);
  const dRaised = raised.map((x, i) => geluBackward(x, lowered.dx[i]));
  const lifted = linearBackward(normal, up.weight, dRaised, shapes.up);
  const { dx, dgain, dbias } = layerNormBackward(h, norm.gain, lifted.dx, dy);
  return {
    dh: dx,
    norm: { gain: dgain, bias: dbias },
    up: { weight: lifted.dw, bias: lifted.db },
    down: { weight: lowered.dw, bias: lowered.db },
  };
}
