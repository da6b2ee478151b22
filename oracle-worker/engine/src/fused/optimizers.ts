import type * as tf from "@tensorflow/tfjs-core";
import type { AssayBackend } from "../backend/AssayBackend.ts";
import { currentBackend } from "../backend/currentBackend.ts";
import { EngineError } from "../EngineError.ts";
import { adam, type AdamScalars, sgd } from "../kernels/optimizer.ts";
import { checkShape } from "./workspace.ts";

export type AdamTensors = {
  weight: tf.Tensor;
  gradient: tf.Tensor;
  mean: tf.Tensor;
  square: tf.Tensor;
  decays: boolean;
};

/**
 * A step of Adam or AdamW on all tensors at once: weights and moments are overwritten, and must be nobody else's.
 * @throws EngineError `ShapeInvalid`, `UnsupportedOperation`
 */
export function adamInPlace(tensors: readonly AdamTensors[], scalars: AdamScalars): void {
  const backend = currentBackend();
  const rows = tensors.map(({ weight, gradient, mean, square, decays }) => {
    for (const other of [gradient, mean, square]) checkShape(other, weight.shape, "a gradient or a moment");
    return {
      weight: ownAddress(backend, weight),
      gradient: backend.addressOf(gradient),
      first: ownAddress(backend, mean),
      second: ownAddress(backend, square),
      size: weight.size,
      decays,
    };
  });
  adam(backend.engine, rows, scalars);
}

/**
 * A step of SGD with momentum on all tensors at once: weights and velocities are overwritten, and must be nobody
 * else's.
 * @throws EngineError `ShapeInvalid`, `UnsupportedOperation`
 */
export function sgdInPlace(
  tensors: readonly { weight: tf.Tensor; gradient: tf.Tensor; velocity: tf.Tensor }[],
  scalars: { momentum: number; rate: number },
): void {
  const backend = currentBackend();
  const rows = tensors.map(({ weight, gradient, velocity }) => {
    for (const other of [gradient, velocity]) checkShape(other, weight.shape, "a gradient or a velocity");
    return {
      weight: ownAddress(backend, weight),
      gradient: backend.addressOf(gradient),
      first: ownAddress(backend, velocity),
      second: 0,
      size: weight.size,
      decays: false,
    };
  });
  sgd(backend.engine, rows, scalars);
}

/** Address of elements that no other tensor shares: an update in place is seen by nobody who did not ask for it. */
function ownAddress(backend: AssayBackend, tensor: tf.Tensor): number {
  const address = backend.addressOf(tensor);
  if (backend.refCount(tensor.dataId) === 1) return address;
  throw new EngineError("UnsupportedOperation", "a tensor that others share is not updated in place", {
    hint: "give the optimiser tensors of their own (tf.tensor, not tf.clone or tf.reshape)",
  });
}
