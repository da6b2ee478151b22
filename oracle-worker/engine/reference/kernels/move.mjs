import { at, axesOf, build, sizeOf, tensor, toInteger } from "./tensor.mjs";

/** @typedef {import("./tensor.mjs").Tensor} Tensor */
/** @typedef {import("./tensor.mjs").Kernel} Kernel */

/**
 * @param {Tensor} x
 * @param {readonly number[]} permutation axis i of the result is axis permutation[i] of x
 */
export function transpose(x, permutation) {
  const shape = permutation.map((axis) => x.shape[axis]);
  return build(x.dtype, shape, (place) =>
    at(
      x,
      x.shape.map((_, axis) => place[permutation.indexOf(axis)]),
    ),
  );
}

/**
 * @param {Tensor} x
 * @param {readonly number[]} begin
 * @param {readonly number[]} size
 */
function slice(x, begin, size) {
  return build(x.dtype, size, (place) =>
    at(
      x,
      place.map((i, axis) => i + begin[axis]),
    ),
  );
}

/** @type {Kernel} */
function reshape({ x }, { shape }) {
  const known = sizeOf(shape.filter((/** @type {number} */ length) => length >= 0));
  return [
    tensor(
      x.dtype,
      shape.map((/** @type {number} */ length) => (length < 0 ? x.values.length / known : length)),
      x.values,
    ),
  ];
}

/** @type {Kernel} */
function concat(inputs, { axis }) {
  const parts = Object.values(inputs);
  const [along] = axesOf(axis, parts[0].shape.length);
  const shape = [...parts[0].shape];
  shape[along] = parts.reduce((sum, part) => sum + part.shape[along], 0);
  return [
    build(parts[0].dtype, shape, (place) => {
      const own = [...place];
      for (const part of parts) {
        if (own[along] < part.shape[along]) return at(part, own);
        own[along] -= part.shape[along];
      }
      throw new RangeError("beyond the last part");
    }),
  ];
}

/** @type {Kernel} */
function pack(inputs, { axis }) {
  const parts = Object.values(inputs);
  const [along] = axesOf(axis, parts[0].shape.length + 1);
  const expanded = parts.map((part) => ({ ...part, shape: part.shape.toSpliced(along, 0, 1) }));
  return concat(Object.fromEntries(expanded.entries()), { axis: along });
}

/** @type {Kernel} */
function unpack({ value }, { axis }) {
  const [along] = axesOf(axis, value.shape.length);
  return Array.from({ length: value.shape[along] }, (_, i) =>
    build(value.dtype, value.shape.toSpliced(along, 1), (place) => at(value, place.toSpliced(along, 0, i))),
  );
}

/** @type {Kernel} */
function splitV({ x }, { numOrSizeSplits, axis }) {
  const [along] = axesOf(axis, x.shape.length);
  const sizes = Array.isArray(numOrSizeSplits)
    ? numOrSizeSplits
    : new Array(numOrSizeSplits).fill(x.shape[along] / numOrSizeSplits);
  let start = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === along ? start : 0));
    start += size;
    return slice(
      x,
      begin,
      x.shape.map((length, i) => (i === along ? size : length)),
    );
  });
}

/** @type {Kernel} */
function pad({ x }, { paddings, constantValue }) {
  const shape = x.shape.map((length, axis) => length + paddings[axis][0] + paddings[axis][1]);
  return [
    build(x.dtype, shape, (place) => {
      const own = place.map((i, axis) => i - paddings[axis][0]);
      return own.every((i, axis) => i >= 0 && i < x.shape[axis]) ? at(x, own) : constantValue;
    }),
  ];
}

/** @type {Kernel} */
function mirrorPad({ x }, { paddings, mode }) {
  const edge = mode === "reflect" ? 0 : 1;
  const shape = x.shape.map((length, axis) => length + paddings[axis][0] + paddings[axis][1]);
  const mirrored = (/** @type {number} */ i, /** @type {number} */ length) =>
    i < 0 ? -i - edge : i < length ? i : 2 * (length - 1) - i + edge;
  return [
    build(x.dtype, shape, (place) =>
      at(
        x,
        place.map((i, axis) => mirrored(i - paddings[axis][0], x.shape[axis])),
      ),
    ),
  ];
}

/** @type {Kernel} */
function stridedSlice({ x }, { begin, end, strides }) {
  const shape = x.shape.map((_, axis) => Math.max(0, Math.ceil((end[axis] - begin[axis]) / strides[axis])));
  return [
    build(x.dtype, shape, (place) =>
      at(
        x,
        place.map((i, axis) => begin[axis] + i * strides[axis]),
      ),
    ),
  ];
}

/** @type {Kernel} */
function cast({ x }, { dtype }) {
  const converted = (/** @type {number} */ value) => {
    if (dtype === "bool") return value !== 0 ? 1 : 0;
    return dtype === "int32" ? toInteger(value) : value;
  };
  return [tensor(dtype, x.shape, Array.from(x.values, converted))];
}

/**
 * Each element is the one before, as it was stored, plus the step in binary64, rounded once more.
 * @param {import("./tensor.mjs").ElementType} dtype
 * @param {{ start: number, step: number, count: number }} options
 */
function accumulated(dtype, { start, step, count }) {
  const { values } = tensor(dtype, [count], new Array(count).fill(start));
  for (let i = 1; i < count; i++) values[i] = values[i - 1] + step;
  return { dtype, shape: [count], values };
}

/** @type {Kernel} */
function range(_, { start, stop, step, dtype }) {
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return [accumulated(dtype, { start, step, count })];
}

const fill = (/** @type {Tensor} */ x, /** @type {number} */ value) => [build(x.dtype, x.shape, () => value)];

/** @type {Record<string, Kernel>} */
export const movementKernels = {
  Identity: ({ x }) => [x],
  Reshape: reshape,
  ExpandDims: ({ input }, { dim }) => {
    const [axis] = axesOf(dim, input.shape.length + 1);
    return [{ ...input, shape: input.shape.toSpliced(axis, 0, 1) }];
  },
  Transpose: ({ x }, { perm }) => [transpose(x, perm)],
  Slice: ({ x }, { begin, size }) => [
    slice(
      x,
      begin,
      size.map((/** @type {number} */ length, /** @type {number} */ axis) =>
        length < 0 ? x.shape[axis] - begin[axis] : length,
      ),
    ),
  ],
  StridedSlice: stridedSlice,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: splitV,
  PadV2: pad,
  MirrorPad: mirrorPad,
  Tile: ({ x }, { reps }) => [
    build(
      x.dtype,
      x.shape.map((length, axis) => length * reps[axis]),
      (place) =>
        at(
          x,
          place.map((i, axis) => i % x.shape[axis]),
        ),
    ),
  ],
  Reverse: ({ x }, { dims }) => {
    const axes = axesOf(dims, x.shape.length);
    return [
      build(x.dtype, x.shape, (place) =>
        at(
          x,
          place.map((i, axis) => (axes.includes(axis) ? x.shape[axis] - 1 - i : i)),
        ),
      ),
    ];
  },
  BroadcastTo: ({ x }, { shape }) => [build(x.dtype, shape, (place) => at(x, place))],
  Cast: cast,
  Fill: (_, { shape, value, dtype }) => [build(dtype, shape, () => value)],
  Range: range,
  LinSpace: (_, { start, stop, num }) => [
    accumulated("float32", { start, step: (stop - start) / (num - 1), count: num }),
  ],
  ZerosLike: ({ x }) => fill(x, 0),
  OnesLike: ({ x }) => fill(x, 1),
};
