import * as tf from "@tensorflow/tfjs-core";
import { type Workspace, workspace } from "./workspace.ts";

/** What an operation computes, and how its gradient follows. */
export type Fused<T extends tf.Tensor> = {
  readonly value: T;
  readonly saved: readonly tf.Tensor[];
  readonly gradients: (dy: T, copies: readonly tf.Tensor[]) => tf.Tensor[];
};

/**
 * @param saved tensors that the gradient reads: inputs, and tensors made in the workspace
 * @param gradients of the inputs, in their order. It is passed what was saved, and may dispose what the operation made
 *   as soon as it is done with it; the rest is disposed afterwards.
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
  let held: tf.Tensor[] = [];
  const operation = tf.customGrad<T>(() => {
    const space = workspace();
    const { value, saved, gradients } = compute(space);
    if (!isRecording()) return { value, gradFunc: noGradient };
    const kept = saved.map((tensor) => hold(space, tensor, space.made.has(tensor) && tensor !== value));
    held = kept.filter((tensor) => !saved.includes(tensor) || space.made.has(tensor));
    return {
      value,
      gradFunc: (dy) => {
        const results = gradients(dy, kept);
        for (const tensor of held) tensor.dispose();
        return results;
      },
    };
  });
  const value = operation(...inputs);
  // The tape disposes them where the gradient is not taken. tfjs' own way to save copies every tensor, each with a
  // kernel and a node of the tape.
  if (isRecording())
    tf.engine()
      .state.activeTape.at(-1)
      ?.saved?.push(...held);
  return value;
}

/**
 * Keeps a tensor for the gradient: what the operation made for itself as it is; of others another tensor on the same
 * elements, unless they are kept already (`tf.keep`), which whoever did it undoes after the gradient.
 */
function hold(space: Workspace, tensor: tf.Tensor, isOwn: boolean): tf.Tensor {
  if (isOwn) return tf.keep(tensor);
  return tensor.kept ? tensor : tf.keep(space.alias(tensor));
}

function noGradient(): never {
  throw new RangeError("a gradient is taken of what was computed without a tape");
}

/** Whether a gradient may be asked for of what is computed now. */
export function isRecording(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

/** What is held is what was saved, one for one and in order: a tuple of the same type. */
function sameTuple<Saved extends readonly tf.Tensor[]>(copies: readonly tf.Tensor[], saved: Saved): Saved {
  if (copies.length !== saved.length) throw new RangeError("other tensors are held than were saved");
  return copies as readonly tf.Tensor[] & Saved;
}
