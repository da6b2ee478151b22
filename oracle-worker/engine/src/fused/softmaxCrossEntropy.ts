import type * as tf from "@tensorflow/tfjs-core";
import { crossEntropy, scaleInPlace } from "../kernels/crossEntropy.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { shapeInvalid } from "./workspace.ts";

/**
 * Mean softmax cross-entropy in nats: docs/engine.md, "softmax cross-entropy".
 * @param logits [rows, classes]
 * @param targets a class per row
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: Int32Array): tf.Scalar {
  return fusedOp([logits], (space) => {
    const [rows, classes] = logits.shape;
    if (targets.length !== rows) throw shapeInvalid(`${targets.length} targets for ${rows} rows`);
    const wanted = space.indices(targets, classes, "class");
    const mean = space.scalar();
    const gradient = space.matrix(rows, classes);
    const losses = space.vector(rows);
    crossEntropy(
      space.engine,
      { logits: space.at(logits), targets: space.at(wanted) },
      { gradient: space.at(gradient), losses: space.at(losses), mean: space.at(mean) },
      { rows, classes },
    );
    return fused(mean, [gradient], (dy, [saved]) => {
      const factor = space.engine.f32[space.at(dy) / 4] ?? 1;
      if (factor !== 1) scaleInPlace(space.engine, space.at(saved), saved.size, factor);
      // A tensor of its own: the saved one is disposed.
      return [saved.clone()];
    });
  });
}
