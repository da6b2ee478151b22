import type { Weights } from "../models/weights.ts";

/** The same tensors, one bit of one element flipped. @param bit 0 is the lowest of the mantissa */
export function flipBit(tensors: Weights, name: string, index: number, bit: number): Weights {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`no tensor is named ${name}`);
  const values = tensor.values.slice();
  const bits = new Int32Array(values.buffer);
  bits[index] = (bits[index] ?? 0) ^ (1 << bit);
  return new Map(tensors).set(name, { shape: tensor.shape, values });
}
