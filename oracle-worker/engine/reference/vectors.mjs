import { bitsOf, fromBits } from "./number.mjs";
import { tensor } from "./kernels/tensor.mjs";

// Conformance vectors as JSON: every element is the 8 hex digits of its 32 bits.

/** @typedef {import("./kernels/tensor.mjs").Tensor} Tensor */
/** @typedef {{ dtype: import("./kernels/tensor.mjs").ElementType, shape: readonly number[], bits: string }} Encoded */
/** @typedef {{ attributes: Record<string, any>, inputs: Record<string, Encoded>, outputs: Encoded[] }} Case */
/** @typedef {{ schema: "assay/vectors@1", operation: string, cases: Case[] }} Vectors */

/**
 * Every NaN gets the same bits.
 * @param {Tensor} x
 * @returns {Encoded}
 */
export function encode({ dtype, shape, values }) {
  const words = Array.from(values, dtype === "float32" ? bitsOf : (value) => value >>> 0);
  return { dtype, shape: [...shape], bits: words.map((word) => word.toString(16).padStart(8, "0")).join("") };
}

/**
 * @param {Encoded} encoded
 * @returns {Tensor}
 */
export function decode({ dtype, shape, bits }) {
  const words = (bits.match(/.{8}/g) ?? []).map((digits) => Number.parseInt(digits, 16));
  return tensor(dtype, shape, dtype === "float32" ? words.map(fromBits) : words.map((word) => word | 0));
}

/**
 * What a case's results must be.
 * @param {import("./kernels/tensor.mjs").Kernel} kernel
 * @param {Pick<Case, "attributes" | "inputs">} testCase
 */
export function resultsOf(kernel, { attributes, inputs }) {
  const tensors = Object.fromEntries(Object.entries(inputs).map(([name, encoded]) => [name, decode(encoded)]));
  return kernel(tensors, attributes).map(encode);
}
