import { f } from "./number.mjs";
import { columnSum } from "./sums.mjs";

// docs/engine.md, "Convolution and pooling": batch normalisation of x [rows, channels]. There are as many channels as
// there are means.

/** @typedef {{ mean: Float32Array, variance: Float32Array }} Moments */

/**
 * Mean and variance of every channel.
 * @param {Float32Array} x
 * @param {number} channels
 * @returns {Moments}
 */
export function moments(x, channels) {
  const rows = f(x.length / channels);
  const mean = columnSum(x, channels).map((sum) => f(sum / rows));
  const squares = x.map((value, i) => f(f(value - mean[i % channels]) * f(value - mean[i % channels])));
  return { mean, variance: columnSum(squares, channels).map((sum) => f(sum / rows)) };
}

/**
 * @param {Float32Array} variance
 * @param {number} epsilon
 */
function scalesOf(variance, epsilon) {
  return variance.map((value) => f(1 / f(Math.sqrt(f(value + f(epsilon))))));
}

/**
 * @param {Float32Array} x
 * @param {Moments} moments
 * @param {number} epsilon
 */
function normalized(x, { mean, variance }, epsilon) {
  const scales = scalesOf(variance, epsilon);
  return x.map((value, i) => f(f(value - mean[i % mean.length]) * scales[i % mean.length]));
}

/**
 * @param {Float32Array} x
 * @param {Moments & { gain?: Float32Array, bias?: Float32Array, epsilon: number }} weights
 */
export function batchNorm(x, { gain, bias, epsilon, ...moments }) {
  const channels = moments.mean.length;
  return normalized(x, moments, epsilon).map((n, i) => {
    const scaled = gain === undefined ? n : f(n * gain[i % channels]);
    return bias === undefined ? scaled : f(scaled + bias[i % channels]);
  });
}

/**
 * Gradients where the moments are x's own.
 * @param {Float32Array} x
 * @param {Float32Array} dy
 * @param {Moments & { gain: Float32Array, epsilon: number }} weights
 */
export function batchNormBackward(x, dy, { gain, epsilon, ...moments }) {
  const channels = gain.length;
  const rows = f(x.length / channels);
  const n = normalized(x, moments, epsilon);
  const dbias = columnSum(dy, channels);
  const dgain = columnSum(
    dy.map((slope, i) => f(slope * n[i])),
    channels,
  );
  const factors = scalesOf(moments.variance, epsilon).map((scale, c) => f(gain[c] * scale));
  const dx = dy.map((slope, i) => {
    const c = i % channels;
    const centred = f(slope - f(dbias[c] / rows));
    return f(factors[c] * f(centred - f(n[i] * f(dgain[c] / rows))));
  });
  return { dx, dgain, dbias };
}
