import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";

/**
 * How a result's gradient reaches a kernel's inputs. `saved`: the inputs and outputs that the gradient asks for, in
 * that order; `all`: the gradients of every result, of which dy is the first's.
 */
export type Gradient = Omit<tf.GradConfig, "kernelName" | "gradFunc"> & {
  gradFunc: (
    dy: tf.Tensor,
    saved: readonly tf.Tensor[],
    attrs: tf.NamedAttrMap,
    all: readonly tf.Tensor[],
  ) => Record<string, () => tf.Tensor>;
};

/** Gradients by the name of their kernel. */
export type Gradients = Readonly<Record<string, Gradient>>;

/** The first saved tensor. */
export function one(saved: readonly tf.Tensor[]): tf.Tensor {
  const [tensor] = saved;
  if (tensor === undefined) throw new RangeError("a gradient lacks its saved tensor");
  return tensor;
}

/** The first two saved tensors. */
export function two(saved: readonly tf.Tensor[]): [tf.Tensor, tf.Tensor] {
  return [one(saved), one(saved.slice(1))];
}

/** The gradient of an input that has no slope: binary32, as tfjs wants them all, whatever the input's type. */
export function flat(input: tf.Tensor): tf.Tensor {
  return tf.zeros(input.shape);
}

/** An attribute that is a number or a list of numbers, as a list. */
export function numbersOf(attrs: tf.NamedAttrMap, name: string): number[] {
  const value = attrs[name];
  if (Array.isArray(value)) return value.map(Number);
  return typeof value === "number" ? [value] : [];
}

/** Those of the attributes that are there. */
export function pick(attrs: tf.NamedAttrMap, names: readonly string[]): tf.NamedAttrMap {
  return Object.fromEntries(Object.entries(attrs).filter(([name]) => names.includes(name)));
}

/** A case of a kernel that has no gradient here. */
export function noGradient(kernelName: string, of: string): EngineError {
  return new EngineError("UnsupportedOperation", `${kernelName} has no gradient ${of}`, {
    hint: "write it with operations whose gradients docs/engine.md lists",
  });
}
