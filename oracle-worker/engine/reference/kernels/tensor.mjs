// Tensors of the reference: row-major values and a shape. Truth values are integers 0 and 1.

/** @typedef {"float32" | "int32" | "bool"} ElementType */
/** @typedef {{ dtype: ElementType, shape: readonly number[], values: Float32Array | Int32Array }} Tensor */
/** @typedef {Record<string, any>} Attributes as tfjs names them */
/** @typedef {(inputs: Record<string, Tensor>, attributes: Attributes) => Tensor[]} Kernel */

/** @param {readonly number[]} shape */
export function sizeOf(shape) {
  return shape.reduce((size, length) => size * length, 1);
}

/**
 * Values are rounded to binary32 or wrapped around to 32 bits.
 * @param {ElementType} dtype
 * @param {readonly number[]} shape
 * @param {ArrayLike<number>} values
 * @returns {Tensor}
 */
export function tensor(dtype, shape, values) {
  return { dtype, shape, values: dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values) };
}

/**
 * The tensor whose element at each place is what a function says.
 * @param {ElementType} dtype
 * @param {readonly number[]} shape
 * @param {(place: number[]) => number} valueAt
 */
export function build(dtype, shape, valueAt) {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => valueAt(placeOf(i, shape)));
  return tensor(dtype, shape, values);
}

/**
 * The element at a place; an axis of length 1 has the same element everywhere, and leading axes may be missing.
 * @param {Tensor} x
 * @param {readonly number[]} place
 */
export function at(x, place) {
  const own = place.slice(place.length - x.shape.length);
  let index = 0;
  x.shape.forEach((length, axis) => {
    index = index * length + (length === 1 ? 0 : own[axis]);
  });
  return x.values[index];
}

/**
 * @param {number} index
 * @param {readonly number[]} shape
 */
function placeOf(index, shape) {
  const place = new Array(shape.length);
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

/**
 * The shape to which all broadcast.
 * @param {...(readonly number[])} shapes
 */
export function broadcast(...shapes) {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - (rank - shape.length)] ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
}

/**
 * Axes from 0; tfjs lets callers count from the end, give one number, or none for all.
 * @param {number | readonly number[] | undefined} axes
 * @param {number} rank
 */
export function axesOf(axes, rank) {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : [...axes];
  return list.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

/**
 * Toward zero; NaN to 0, and what is too large to the largest integer.
 * @param {number} x
 */
export function toInteger(x) {
  return Number.isNaN(x) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x)));
}
