import { f } from "./number.mjs";
import { rowMax } from "./sums.mjs";

// docs/engine.md, "Convolution and pooling": pools.

/**
 * Windows over images [images, height, width, channels], giving [images, outHeight, outWidth, channels].
 * @typedef {object} Pool
 * @property {number} images
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {number} outHeight
 * @property {number} outWidth
 * @property {number} windowHeight
 * @property {number} windowWidth
 * @property {number} strideHeight
 * @property {number} strideWidth
 * @property {number} padTop
 * @property {number} padLeft
 */

/**
 * For every result in order: the places in x that its window covers, row by row.
 * @param {Pool} shape
 */
function windowsOf(shape) {
  const size = shape.images * shape.outHeight * shape.outWidth * shape.channels;
  return Array.from({ length: size }, (_, i) => {
    const position = Math.floor(i / shape.channels);
    const row = Math.floor(position / shape.outWidth);
    const image = Math.floor(row / shape.outHeight) * shape.height;
    const top = (row % shape.outHeight) * shape.strideHeight - shape.padTop;
    const left = (position % shape.outWidth) * shape.strideWidth - shape.padLeft;
    const places = [];
    for (let v = Math.max(top, 0); v < Math.min(top + shape.windowHeight, shape.height); v++) {
      for (let u = Math.max(left, 0); u < Math.min(left + shape.windowWidth, shape.width); u++) {
        places.push(((image + v) * shape.width + u) * shape.channels + (i % shape.channels));
      }
    }
    return places;
  });
}

/**
 * @param {Float32Array} x
 * @param {Pool} shape
 */
export function maxPool(x, shape) {
  return Float32Array.from(windowsOf(shape), (places) => rowMax(places.map((at) => x[at])));
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} dy
 * @param {Pool} shape
 */
export function maxPoolGradient(x, dy, shape) {
  const dx = new Float32Array(x.length);
  windowsOf(shape).forEach((places, i) => {
    let best = places[0];
    for (const at of places) if (x[at] > x[best]) best = at;
    dx[best] = f(dx[best] + dy[i]);
  });
  return dx;
}

/**
 * @param {Float32Array} x
 * @param {Pool} shape
 */
export function avgPool(x, shape) {
  return Float32Array.from(windowsOf(shape), (places) => {
    let sum = 0;
    for (const at of places) sum = f(sum + x[at]);
    return f(sum / places.length);
  });
}

/**
 * @param {Float32Array} dy
 * @param {Pool} shape
 */
export function avgPoolGradient(dy, shape) {
  const dx = new Float32Array(shape.images * shape.height * shape.width * shape.channels);
  windowsOf(shape).forEach((places, i) => {
    for (const at of places) dx[at] = f(dx[at] + f(dy[i] / places.length));
  });
  return dx;
}
