import { forgetTape } from "@assay/engine/fused/forgetTape.ts";
import * as tf from "@tensorflow/tfjs-core";
import { type Architecture, type GptArchitecture, isStatistic } from "./architecture.ts";
import type { Batch, BlockBatch, FeatureBatch } from "./batch.ts";
import type { Statistics } from "./batchNorm.ts";
import { cnnLogits } from "./cnn.ts";
import { gptLogits } from "./gpt.ts";
import { mlpLogits } from "./mlp.ts";
import { type NamedTensors, tensorOf } from "./namedTensors.ts";
import { currentOps } from "./ops/currentOps.ts";
import type { GraphOps } from "./ops/GraphOps.ts";
import { textClassifierLogits } from "./textClassifier.ts";

/** `statistics`: new values of running means and variances. */
export type LossAndGradients = { loss: number; gradients: NamedTensors; statistics: NamedTensors };

/** Mean loss of a batch and its gradient by trained weight. The caller disposes gradients and statistics. */
export function lossAndGradients(architecture: Architecture, weights: NamedTensors, batch: Batch): LossAndGradients {
  const names = [...weights.keys()].filter((name) => !isStatistic(name));
  const statistics: Statistics = new Map();
  const [value, ...gradients] = onTape(() => {
    const compute = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
      lossOf(currentOps(), architecture, new Map([...weights, ...named(names, tensors)]), batch, statistics),
    );
    const { value, grads } = compute(names.map((name) => tensorOf(weights, name)));
    return [value, ...grads];
  });
  const loss = value?.dataSync()[0] ?? Number.NaN;
  value?.dispose();
  return { loss, gradients: named(names, gradients), statistics };
}

/** Runs what takes a gradient; leaves nothing behind when it fails. */
function onTape(compute: () => tf.Tensor[]): tf.Tensor[] {
  try {
    return tf.tidy(compute);
  } catch (error) {
    forgetTape();
    throw error;
  }
}

/** Mean cross-entropy in nats: a scalar. */
function lossOf(
  ops: GraphOps,
  architecture: Architecture,
  weights: NamedTensors,
  batch: Batch,
  statistics: Statistics,
): tf.Scalar {
  switch (architecture.kind) {
    case "textClassifier":
      if (batch.kind !== "bags") throw unfit(architecture, batch);
      return ops.softmaxCrossEntropy(textClassifierLogits(ops, weights, batch.bags), batch.labels);
    case "gpt":
      if (batch.kind !== "blocks") throw unfit(architecture, batch);
      return blockLoss(ops, architecture, weights, batch);
    case "mlp":
      if (batch.kind !== "features") throw unfit(architecture, batch);
      return ops.softmaxCrossEntropy(mlpLogits(ops, weights, architecture, rowsOf(batch), batch.random), batch.labels);
    case "cnn": {
      if (batch.kind !== "features") throw unfit(architecture, batch);
      const training = { random: batch.random, statistics };
      return ops.softmaxCrossEntropy(cnnLogits(ops, weights, architecture, rowsOf(batch), training), batch.labels);
    }
  }
}

/** [rows, features] */
function rowsOf({ features, labels }: FeatureBatch): tf.Tensor2D {
  return tf.tensor2d(features, [labels.length, features.length / labels.length]);
}

function blockLoss(ops: GraphOps, architecture: GptArchitecture, weights: NamedTensors, batch: BlockBatch): tf.Scalar {
  const { tokens, count, length } = batch;
  const inputs = new Int32Array(count * length);
  const targets = new Int32Array(count * length);
  for (let block = 0; block < count; block++) {
    const start = block * (length + 1);
    inputs.set(tokens.subarray(start, start + length), block * length);
    targets.set(tokens.subarray(start + 1, start + length + 1), block * length);
  }
  const logits = gptLogits(ops, weights, architecture, { tokens: inputs, count, length }, "every");
  return ops.softmaxCrossEntropy(logits, targets);
}

function named(names: readonly string[], tensors: readonly tf.Tensor[]): NamedTensors {
  return new Map(tensors.map((tensor, i) => [names[i] ?? "", tensor]));
}

function unfit({ kind }: Architecture, batch: Batch): RangeError {
  return new RangeError(`a ${kind} is not trained on ${batch.kind}`);
}
