import * as tf from "@tensorflow/tfjs-core";

/**
 * Undoes a broadcast: sums over the axes along which an operand of `shape` was repeated to make `dy`.
 * @returns a tensor of `shape`
 */
export function reduceTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const missing = dy.rank - shape.length;
  const axes = dy.shape.flatMap((size, axis) => {
    const own = axis < missing ? 1 : shape[axis - missing];
    return axis < missing || (own === 1 && size !== 1) ? [axis] : [];
  });
  return tf.reshape(axes.length === 0 ? dy : tf.sum(dy, axes), shape);
}

/** A sum over `axes` of a tensor of `shape`, shaped so that it broadcasts against that tensor. */
export function keepAxes(reduced: tf.Tensor, shape: readonly number[], axes: readonly number[]): tf.Tensor {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return tf.reshape(reduced, kept);
}

/** Axes as numbers from 0; none given means all. */
export function axesOf(axes: readonly number[], rank: number): number[] {
  if (axes.length === 0) return Array.from({ length: rank }, (_, axis) => axis);
  return axes.map((axis) => (axis < 0 ? axis + rank : axis));
}
