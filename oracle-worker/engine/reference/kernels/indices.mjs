import { f } from "../number.mjs";
import { at, axesOf, build, sizeOf, tensor } from "./tensor.mjs";

/** @typedef {import("./tensor.mjs").Tensor} Tensor */
/** @typedef {import("./tensor.mjs").Kernel} Kernel */

/** @type {Kernel} */
function gather({ x, indices }, { axis = 0, batchDims = 0 }) {
  const [along] = axesOf(axis, x.shape.length);
  const shape = [...x.shape.slice(0, along), ...indices.shape.slice(batchDims), ...x.shape.slice(along + 1)];
  const rank = indices.shape.length - batchDims;
  return [
    build(x.dtype, shape, (place) => {
      const index = at(indices, [...place.slice(0, batchDims), ...place.slice(along, along + rank)]);
      return at(x, [...place.slice(0, along), index, ...place.slice(along + rank)]);
    }),
  ];
}

/** @type {Kernel} */
function oneHot({ indices }, { depth, onValue, offValue, dtype = "int32" }) {
  return [
    build(dtype, [...indices.shape, depth], (place) =>
      at(indices, place.slice(0, -1)) === place[place.length - 1] ? onValue : offValue,
    ),
  ];
}

/**
 * For each row of indices [.., depth], the number of the slice of a tensor of this shape that it points to.
 * @param {Tensor} indices
 * @param {readonly number[]} shape
 */
function slicesOf(indices, shape) {
  const depth = indices.shape.at(-1) ?? 1;
  return Array.from({ length: indices.values.length / depth }, (_, i) =>
    shape.slice(0, depth).reduce((slice, length, axis) => slice * length + indices.values[i * depth + axis], 0),
  );
}

/** @type {Kernel} */
function gatherNd({ params, indices }) {
  const inner = params.shape.slice(indices.shape.at(-1));
  const size = sizeOf(inner);
  const values = slicesOf(indices, params.shape).flatMap((slice) => [
    ...params.values.subarray(slice * size, (slice + 1) * size),
  ]);
  return [tensor(params.dtype, [...indices.shape.slice(0, -1), ...inner], values)];
}

/**
 * Rows of updates into slices of a tensor, in order.
 * @param {Tensor} target
 * @param {Tensor} indices
 * @param {Tensor} updates
 * @param {(old: number, update: number) => number} join
 */
function scatter(target, indices, updates, join) {
  const size = sizeOf(target.shape.slice(indices.shape.at(-1)));
  const values = Array.from(target.values);
  slicesOf(indices, target.shape).forEach((slice, i) => {
    for (let j = 0; j < size; j++) {
      values[slice * size + j] = join(values[slice * size + j], updates.values[i * size + j]);
    }
  });
  return tensor(target.dtype, target.shape, values);
}

/** @type {Kernel} */
function topK({ x }, { k }) {
  const columns = x.shape.at(-1) ?? 1;
  const values = [];
  const indices = [];
  for (let start = 0; start < x.values.length; start += columns) {
    const row = Array.from(x.values.subarray(start, start + columns));
    const order = row.map((_, i) => i).sort((a, b) => row[b] - row[a] || a - b);
    indices.push(...order.slice(0, k));
    values.push(...order.slice(0, k).map((i) => row[i]));
  }
  const shape = [...x.shape.slice(0, -1), k];
  return [tensor(x.dtype, shape, values), tensor("int32", shape, indices)];
}

/** @type {Record<string, Kernel>} */
export const indexKernels = {
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: ({ indices, updates }, { shape }) => {
    const zeros = tensor(updates.dtype, shape, new Array(sizeOf(shape)).fill(0));
    const add = updates.dtype === "float32" ? f : (/** @type {number} */ sum) => sum;
    return [scatter(zeros, indices, updates, (old, update) => add(old + update))];
  },
  TensorScatterUpdate: ({ tensor: target, indices, updates }) => [
    scatter(target, indices, updates, (_, update) => update),
  ],
  OneHot: oneHot,
  TopK: topK,
};
