import { BATCH_NORM, BATCH_NORM_BACKWARD, BATCH_NORM_MOMENTS } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";

/** Rows of channels: of images, a row is a pixel. */
export type BatchNormShape = { rows: number; channels: number; epsilon: number };

/** As many as a thread's scratch memory holds (assembly/batchNorm.ts). */
const MAX_CHANNELS = 65_536;

/**
 * out = ((x − mean) · (1 / √(variance + ε))) · gain + bias by channel; gain and bias may be absent. Addresses.
 * @throws EngineError `ShapeInvalid` for more than 65,536 channels
 */
export function batchNorm(
  engine: Engine,
  operands: { x: number; mean: number; variance: number; gain?: number; bias?: number },
  out: number,
  { rows, channels, epsilon }: BatchNormShape,
): void {
  checkChannels(channels);
  const { x, mean, variance, gain = 0, bias = 0 } = operands;
  engine.run(BATCH_NORM, [x, mean, variance, gain, bias, out, rows, channels], [epsilon]);
}

/** Mean and variance of every channel over all rows (the variance divides by the rows). */
export function batchNormMoments(
  engine: Engine,
  x: number,
  out: { mean: number; variance: number },
  { rows, channels }: { rows: number; channels: number },
): void {
  engine.run(BATCH_NORM_MOMENTS, [x, out.mean, out.variance, rows, channels]);
}

/** Gradients of a batch normalisation by the batch's own statistics. @throws EngineError `ShapeInvalid` as batchNorm */
export function batchNormBackward(
  engine: Engine,
  operands: { x: number; dy: number; mean: number; variance: number; gain: number },
  out: { dx: number; dgain: number; dbias: number },
  { rows, channels, epsilon }: BatchNormShape,
): void {
  checkChannels(channels);
  const { x, dy, mean, variance, gain } = operands;
  engine.run(
    BATCH_NORM_BACKWARD,
    [x, dy, mean, variance, gain, out.dx, out.dgain, out.dbias, rows, channels],
    [epsilon],
  );
}

function checkChannels(channels: number): void {
  if (channels <= MAX_CHANNELS) return;
  throw new EngineError("ShapeInvalid", `${channels} channels are more than ${MAX_CHANNELS}`, {
    hint: "normalise fewer channels at once",
  });
}
