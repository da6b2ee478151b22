import { matmul } from "../matmul.mjs";
import { binaryKernels } from "./binary.mjs";
import { broadcast, sizeOf, tensor } from "./tensor.mjs";
import { unaryKernels } from "./unary.mjs";

/** @typedef {import("./tensor.mjs").Tensor} Tensor */
/** @typedef {import("./tensor.mjs").Kernel} Kernel */

/**
 * Products of the matrices in the last two axes; the axes before them broadcast.
 * @param {Tensor} a
 * @param {Tensor} b
 * @param {import("./tensor.mjs").Attributes} attributes
 * @param {Float32Array} [bias] where every row of the result starts
 */
function products(a, b, { transposeA = false, transposeB = false }, bias) {
  const [rows, inner] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 0;
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const values = [];
  for (let i = 0; i < sizeOf(batch); i++) {
    const options = {
      aTransposed: transposeA,
      bTransposed: transposeB,
      initial: (/** @type {number} */ _, /** @type {number} */ j) => bias?.[j] ?? 0,
    };
    values.push(...matmul(nth(a, i, batch), nth(b, i, batch), { rows, columns, inner }, options));
  }
  return tensor("float32", [...batch, rows, columns], values);
}

/**
 * The matrix of x that belongs to product i of the batch.
 * @param {Tensor} x
 * @param {number} i
 * @param {readonly number[]} batch
 */
function nth(x, i, batch) {
  const size = sizeOf(x.shape.slice(-2));
  const own = x.shape.slice(0, -2);
  let index = 0;
  let rest = i;
  let step = 1;
  for (let axis = batch.length - 1, ownAxis = own.length - 1; axis >= 0; axis--, ownAxis--) {
    const place = rest % batch[axis];
    rest = Math.floor(rest / batch[axis]);
    if (ownAxis < 0) continue;
    index += step * (own[ownAxis] === 1 ? 0 : place);
    step *= own[ownAxis];
  }
  return Float32Array.from(x.values.subarray(index * size, (index + 1) * size));
}

/** @type {Record<string, string>} */
const ACTIVATIONS = { relu: "Relu", relu6: "Relu6", elu: "Elu", sigmoid: "Sigmoid", leakyrelu: "LeakyRelu" };

/** @type {Kernel} */
function fusedMatMul({ a, b, bias, preluActivationWeights }, attributes) {
  const columns = b.shape.at(attributes.transposeB ? -2 : -1);
  const isRow = bias !== undefined && bias.values.length === columns && bias.shape.at(-1) === columns;
  let y = products(a, b, attributes, isRow ? Float32Array.from(bias.values) : undefined);
  if (bias !== undefined && !isRow) [y] = binaryKernels.Add({ a: y, b: bias }, {});
  const { activation = "linear", leakyreluAlpha = 0.2 } = attributes;
  if (activation === "linear") return [y];
  if (activation === "prelu") return binaryKernels.Prelu({ x: y, alpha: preluActivationWeights }, {});
  return unaryKernels[ACTIVATIONS[activation]]({ x: y }, { alpha: leakyreluAlpha });
}

/** @type {Record<string, Kernel>} */
export const matMulKernels = {
  BatchMatMul: ({ a, b }, attributes) => [products(a, b, attributes)],
  _FusedMatMul: fusedMatMul,
};
