import * as tf from "@tensorflow/tfjs-core";
import { fusedOperations } from "./fusedOperations.ts";

/** What an operation of the conformance vectors is given. */
export type Given = { inputs: Readonly<Record<string, tf.Tensor>>; attributes: Readonly<Record<string, unknown>> };

/**
 * Runs an operation by its name in the conformance vectors: one of tfjs' kernels, or one of our own.
 * @returns the result, and the gradients of a fused operation's inputs
 */
export function runOperation(name: string, { inputs, attributes }: Given): tf.Tensor[] {
  const fused = fusedOperations[name];
  if (fused !== undefined) return fused(inputs, attributes);
  // What the files hold is what tfjs passes to this kernel.
  const attrs = attributes as unknown as tf.NamedAttrMap;
  const results: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(name, { ...inputs }, attrs);
  return Array.isArray(results) ? results : [results];
}
