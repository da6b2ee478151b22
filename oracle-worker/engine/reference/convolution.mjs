import { f } from "./number.mjs";

// docs/engine.md, "Convolution and pooling": convolutions.

/**
 * Images [images, height, width, channels], filter [filterHeight, filterWidth, channels, outputs], results [images,
 * outHeight, outWidth, outputs].
 * @typedef {object} Convolution
 * @property {number} images
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {number} outputs
 * @property {number} outHeight
 * @property {number} outWidth
 * @property {number} filterHeight
 * @property {number} filterWidth
 * @property {number} strideHeight
 * @property {number} strideWidth
 * @property {number} dilationHeight
 * @property {number} dilationWidth
 * @property {number} padTop
 * @property {number} padLeft
 */

/**
 * Where a pixel's first channel is, or nothing outside of the image.
 * @param {{ height: number, width: number, channels: number }} image
 * @param {number} n
 * @param {number} row
 * @param {number} column
 */
export function pixelAt({ height, width, channels }, n, row, column) {
  if (row < 0 || row >= height || column < 0 || column >= width) return undefined;
  return ((n * height + row) * width + column) * channels;
}

/**
 * Every output position, in order: image, row, column, and the number of its first output.
 * @param {Convolution} shape
 * @param {(n: number, y: number, x: number, first: number) => void} visit
 */
export function forEachPosition({ images, outHeight, outWidth, outputs }, visit) {
  for (let i = 0; i < images * outHeight * outWidth; i++) {
    const row = Math.floor(i / outWidth);
    visit(Math.floor(row / outHeight), row % outHeight, i % outWidth, i * outputs);
  }
}

/**
 * Every tap that output (y, x) sees the image through, in order: where, and the number of the tap.
 * @param {Convolution} shape
 * @param {number} y
 * @param {number} x
 * @param {(row: number, column: number, tap: number) => void} visit
 */
export function forEachTap(shape, y, x, visit) {
  for (let u = 0; u < shape.filterHeight; u++) {
    for (let v = 0; v < shape.filterWidth; v++) {
      const row = y * shape.strideHeight - shape.padTop + u * shape.dilationHeight;
      const column = x * shape.strideWidth - shape.padLeft + v * shape.dilationWidth;
      visit(row, column, u * shape.filterWidth + v);
    }
  }
}

/**
 * Every output that pixel (row, column) is seen by, in order: where (it may lie outside of the results), and through
 * which tap.
 * @param {Convolution} shape
 * @param {number} row
 * @param {number} column
 * @param {(y: number, x: number, tap: number) => void} visit
 */
export function forEachObserver(shape, row, column, visit) {
  for (let u = shape.filterHeight - 1; u >= 0; u--) {
    for (let v = shape.filterWidth - 1; v >= 0; v--) {
      const y = (row + shape.padTop - u * shape.dilationHeight) / shape.strideHeight;
      const x = (column + shape.padLeft - v * shape.dilationWidth) / shape.strideWidth;
      if (Number.isInteger(y) && Number.isInteger(x)) visit(y, x, u * shape.filterWidth + v);
    }
  }
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} filter
 * @param {Convolution} shape
 * @param {Float32Array} [bias] what each sum starts from (0)
 */
export function convolve(x, filter, shape, bias) {
  const { channels, outputs } = shape;
  const out = new Float32Array(shape.images * shape.outHeight * shape.outWidth * outputs);
  forEachPosition(shape, (n, y, column, first) => {
    for (let j = 0; j < outputs; j++) {
      let sum = bias === undefined ? 0 : bias[j];
      forEachTap(shape, y, column, (row, across, tap) => {
        const at = pixelAt(shape, n, row, across);
        for (let c = 0; c < channels; c++) {
          const pixel = at === undefined ? 0 : x[at + c];
          sum = f(sum + f(pixel * filter[(tap * channels + c) * outputs + j]));
        }
      });
      out[first + j] = sum;
    }
  });
  return out;
}

/**
 * @param {Float32Array} dy
 * @param {Float32Array} filter
 * @param {Convolution} shape
 */
export function convolveInputGradient(dy, filter, shape) {
  const { images, height, width, channels, outputs } = shape;
  const results = { height: shape.outHeight, width: shape.outWidth, channels: outputs };
  const dx = new Float32Array(images * height * width * channels);
  dx.forEach((_, i) => {
    const position = Math.floor(i / channels);
    const row = Math.floor(position / width);
    let sum = 0;
    forEachObserver(shape, row % height, position % width, (y, x, tap) => {
      const at = pixelAt(results, Math.floor(row / height), y, x);
      for (let j = 0; j < outputs; j++) {
        const slope = at === undefined ? 0 : dy[at + j];
        sum = f(sum + f(slope * filter[(tap * channels + (i % channels)) * outputs + j]));
      }
    });
    dx[i] = sum;
  });
  return dx;
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} dy
 * @param {Convolution} shape
 */
export function convolveFilterGradient(x, dy, shape) {
  const { channels, outputs } = shape;
  const dw = new Float32Array(shape.filterHeight * shape.filterWidth * channels * outputs);
  forEachPosition(shape, (n, y, column, first) => {
    forEachTap(shape, y, column, (row, across, tap) => {
      const at = pixelAt(shape, n, row, across);
      for (let c = 0; c < channels; c++) {
        const pixel = at === undefined ? 0 : x[at + c];
        for (let j = 0; j < outputs; j++) {
          const i = (tap * channels + c) * outputs + j;
          dw[i] = f(dw[i] + f(pixel * dy[first + j]));
        }
      }
    });
  });
  return dw;
}
