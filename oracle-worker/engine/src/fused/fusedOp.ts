import * as tf from "@tensorflow/tfjs-core";
import { type Workspace, workspace } from "./workspace.ts";

/** What an operation computes, and how its gradient follows. */
export type Fused<T extends tf.Tensor> = {
  readonly value: T;
  readonly saved: readonly tf.Tensor[];
  readonly gradients: (dy: T, copies: readonly tf.Tensor[]) => tf.Tensor[];
};

/**
 * @param saved tensors that the gradient reads: inputs, and results made by the operation
 * @param gradients of the inputs, in their order. It is passed what was saved, which is disposed after it; sooner where
 *   it does so itself.
 */
export function fused<T extends tf.Tensor, const Saved extends readonly tf.Tensor[]>(
  value: T,
  saved: Saved,
  gradients: (dy: T, saved: Saved) => tf.Tensor[],
): Fused<T> {
  return { value, saved, gradients: (dy, copies) => gradients(dy, sameTuple(copies, saved)) };
}

/**
 * Runs several kernels as one operation of tfjs: one node of its tape. The gradient is of first order only, and can be
 * taken once.
 */
export function fusedOp<T extends tf.Tensor>(inputs: readonly tf.Tensor[], compute: (space: Workspace) => Fused<T>): T {
  const operation = tf.customGrad<T>((...all) => {
    const save = all.at(-1);
    if (typeof save !== "function") throw new TypeError("tfjs passes a function to save tensors");
    const { value, saved, gradients } = compute(workspace());
    save([...saved]);
    return {
      value,
      gradFunc: (dy, copies) => {
        const results = gradients(dy, copies);
        for (const copy of copies) copy.dispose();
        return results;
      },
    };
  });
  return operation(...inputs);
}

/** Whether a gradient may be asked for of what is computed now. */
export function isRecording(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

/** tfjs hands back copies of what was saved, one for one and in order: a tuple of the same type. */
function sameTuple<Saved extends readonly tf.Tensor[]>(copies: readonly tf.Tensor[], saved: Saved): Saved {
  if (copies.length !== saved.length) throw new RangeError("tfjs gave back other tensors than were saved");
  return copies as readonly tf.Tensor[] & Saved;
}
