import type * as tf from "@tensorflow/tfjs-core";
import type { StepRandom } from "../dropoutMask.ts";

/** Added to variances under the root. */
export const NORM_EPSILON = 1e-5;

/** Weight [inputs, outputs], bias [outputs]. */
export type Layer = { weight: tf.Tensor2D; bias: tf.Tensor1D };
/** Of layer norm, [width] each. */
export type Norm = { gain: tf.Tensor1D; bias: tf.Tensor1D };
/** `qkv`: [width, 3 · width], queries, keys and values side by side. */
export type AttentionWeights = { norm: Norm; qkv: Layer; output: Layer };
export type MlpWeights = { norm: Norm; up: Layer; down: Layer };
/** A normalised batch, and the mean and variance that it was normalised by, [channels] each. */
export type NormalizedBatch = { y: tf.Tensor2D; mean: tf.Tensor1D; variance: tf.Tensor1D };
/** `count` sequences of `length` rows each; `heads` divides their width. */
export type Sequences = { count: number; length: number; heads: number };
/** `isData`: nothing in the input is trained, so that no gradient of it is wanted. */
export type InputOptions = { isData?: boolean };

/** A trained tensor, its gradient, and its moments in the optimiser's order. */
export type Trained = { weight: tf.Tensor; gradient: tf.Tensor; moments: readonly tf.Tensor[] };
/** Of each trained tensor its new weight and moments; undefined: the given tensors were overwritten. */
export type Updated = readonly (readonly tf.Tensor[])[] | undefined;

/** Numbers of a step of Adam or AdamW, in binary64 (docs/SPEC.md, P-6); `decay` is the factor of matrices and filters. */
export type AdamScalars = {
  beta1: number;
  beta2: number;
  correction1: number;
  correction2: number;
  epsilon: number;
  rate: number;
  decay: number;
};

/**
 * What graphs are made of (docs/engine.md, "Fused operations"). On the engine each is one kernel or a few; elsewhere it
 * is composed of the operations of tfjs, which gives other bits.
 */
export interface GraphOps {
  /** x · weight + bias. @param x [rows, inputs] @returns [rows, outputs] */
  linear(x: tf.Tensor2D, layer: Omit<Layer, "bias"> & Partial<Layer>, options?: InputOptions): tf.Tensor2D;
  /** max(x · weight + bias, 0). */
  denseRelu(x: tf.Tensor2D, layer: Layer, options?: InputOptions): tf.Tensor2D;
  /** max(x + bias, 0). @param x [rows, width] */
  biasRelu(x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D;
  /** x · sigmoid(x · (1.5957691216 + 0.0713548162726 x²)): the tanh form. */
  gelu(x: tf.Tensor2D): tf.Tensor2D;
  /** (x − mean) / √(variance + 1e−5) · gain + bias, over rows. */
  layerNorm(x: tf.Tensor2D, norm: Norm): tf.Tensor2D;
  /**
   * (x − mean) / √(variance + 1e−5) · gain + bias, over columns: the batch's own mean and variance (over rows, not rows
   * less one).
   * @param x [rows, channels]
   */
  batchNorm(x: tf.Tensor2D, norm: Norm): NormalizedBatch;
  /**
   * Each token's row of the table plus its position's.
   * @param tokens sequences of `length` tokens, one after the other
   * @returns [tokens, width]
   */
  embedding(tokens: Int32Array, length: number, table: tf.Tensor2D, positions: tf.Tensor2D): tf.Tensor2D;
  /** Of each bag, the sum of the rows that it names, divided by √ of their number. @returns [bags, width] */
  bagEmbedding(bags: readonly Int32Array[], table: tf.Tensor2D): tf.Tensor2D;
  /** h + output(causal attention(qkv(norm(h)))). @param h [count · length, width] */
  attentionBlock(h: tf.Tensor2D, weights: AttentionWeights, sequences: Sequences): tf.Tensor2D;
  /** h + down(gelu(up(norm(h)))). @param h [rows, width] */
  mlpBlock(h: tf.Tensor2D, weights: MlpWeights): tf.Tensor2D;
  /** Mean cross-entropy in nats. @param logits [rows, classes] */
  softmaxCrossEntropy(logits: tf.Tensor2D, targets: Int32Array): tf.Scalar;
  /** Drops a layer's outputs in a training step (`dropoutMask`). */
  dropout(x: tf.Tensor2D, rate: number, layer: string, random: StepRandom): tf.Tensor2D;
  /** Moments: mean and mean square of the gradients. */
  adam(tensors: readonly Trained[], scalars: AdamScalars): Updated;
  /** Moment: the velocity. */
  sgd(tensors: readonly Trained[], scalars: { momentum: number; rate: number }): Updated;
}
