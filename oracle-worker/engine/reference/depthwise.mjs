import { forEachObserver, forEachPosition, forEachTap, pixelAt } from "./convolution.mjs";
import { f } from "./number.mjs";

// docs/engine.md, "Convolution and pooling": depthwise convolutions. Output channels · multiplier: number c · multiplier
// + q is filter q of channel c.

/**
 * @param {Float32Array} x
 * @param {Float32Array} filter [filterHeight, filterWidth, channels, multiplier]
 * @param {import("./convolution.mjs").Convolution} shape
 */
export function depthwise(x, filter, shape) {
  const { channels, outputs } = shape;
  const out = new Float32Array(shape.images * shape.outHeight * shape.outWidth * outputs);
  forEachPosition(shape, (n, y, column, first) => {
    forEachTap(shape, y, column, (row, across, tap) => {
      const at = pixelAt(shape, n, row, across);
      for (let j = 0; j < outputs; j++) {
        const pixel = at === undefined ? 0 : x[at + Math.floor((j * channels) / outputs)];
        out[first + j] = f(out[first + j] + f(pixel * filter[tap * outputs + j]));
      }
    });
  });
  return out;
}

/**
 * @param {Float32Array} dy
 * @param {Float32Array} filter
 * @param {import("./convolution.mjs").Convolution} shape
 */
export function depthwiseInputGradient(dy, filter, shape) {
  const { images, height, width, channels, outputs } = shape;
  const multiplier = outputs / channels;
  const results = { height: shape.outHeight, width: shape.outWidth, channels: outputs };
  const dx = new Float32Array(images * height * width * channels);
  dx.forEach((_, i) => {
    const position = Math.floor(i / channels);
    const row = Math.floor(position / width);
    const first = (i % channels) * multiplier;
    let sum = 0;
    forEachObserver(shape, row % height, position % width, (y, x, tap) => {
      const at = pixelAt(results, Math.floor(row / height), y, x);
      for (let j = first; j < first + multiplier; j++) {
        sum = f(sum + f((at === undefined ? 0 : dy[at + j]) * filter[tap * outputs + j]));
      }
    });
    dx[i] = sum;
  });
  return dx;
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} dy
 * @param {import("./convolution.mjs").Convolution} shape
 */
export function depthwiseFilterGradient(x, dy, shape) {
  const { channels, outputs } = shape;
  const dw = new Float32Array(shape.filterHeight * shape.filterWidth * outputs);
  forEachPosition(shape, (n, y, column, first) => {
    forEachTap(shape, y, column, (row, across, tap) => {
      const at = pixelAt(shape, n, row, across);
      for (let j = 0; j < outputs; j++) {
        const pixel = at === undefined ? 0 : x[at + Math.floor((j * channels) / outputs)];
        dw[tap * outputs + j] = f(dw[tap * outputs + j] + f(pixel * dy[first + j]));
      }
    });
  });
  return dw;
}
