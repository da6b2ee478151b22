import * as tf from "@tensorflow/tfjs-core";
import type { Draw, Drawn } from "../../testing/Draw.ts";
import { type Case, compareWithCpu } from "../../testing/compareWithCpu.ts";

/** A tensor of 1 to 4 axes, of any type. */
function any(draw: Draw): Drawn[] {
  const shape = draw.shape(draw.integer(1, 4));
  const kind = draw.unit();
  return [kind < 0.6 ? draw.floats(shape) : kind < 0.9 ? draw.integers(shape) : draw.truths(shape)];
}

function moves(
  name: string,
  run: (x: tf.Tensor, draw: Draw) => tf.Tensor | tf.Tensor[],
  inputs: (draw: Draw) => Drawn[] = any,
): Case {
  return { name, inputs, run: ([x = tf.scalar(0)], draw) => run(x, draw), tolerance: 0 };
}

function shuffled(draw: Draw, count: number): number[] {
  const items = Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: count }, () => items.splice(draw.integer(0, items.length - 1), 1)[0] ?? 0);
}

/** Shapes that differ along one axis alone. */
function alike(draw: Draw): Drawn[] {
  const shape = draw.shape(3);
  const axis = draw.integer(0, 2);
  const tensors = Array.from({ length: draw.integer(1, 4) }, () => draw.floats(shape.with(axis, draw.integer(0, 4))));
  return [draw.floats([axis]), ...tensors];
}

compareWithCpu("movements", [
  moves("Reshape", (x) => tf.reshape(x, [-1])),
  moves("Transpose", (x, draw) => tf.transpose(x, shuffled(draw, x.rank))),
  moves(
    "Transpose of six axes",
    (x, draw) => tf.transpose(x, shuffled(draw, 6)),
    (draw) => [draw.floats(draw.shape(6, 4))],
  ),
  moves(
    "Transpose of a large matrix",
    (x) => tf.transpose(x),
    (draw) => [draw.floats([draw.integer(60, 70), draw.integer(90, 99)])],
  ),
  moves("Slice", (x, draw) => {
    const begin = x.shape.map((length) => draw.integer(0, length - 1));
    return tf.slice(
      x,
      begin,
      x.shape.map((length, i) => draw.integer(0, length - (begin[i] ?? 0))),
    );
  }),
  moves("StridedSlice", (x, draw) => {
    const begin = x.shape.map((length) => draw.integer(-length, length - 1));
    const end = x.shape.map((length) => draw.integer(-length, length));
    const steps = x.shape.map(() => (draw.unit() < 0.5 ? draw.integer(1, 3) : draw.integer(-3, -1)));
    const mask = (): number => draw.integer(0, 3);
    return tf.stridedSlice(x, begin, end, steps, mask(), mask(), 0, 0, 0);
  }),
  // With other steps than 1, tfjs' cpu confuses the axes that remain.
  moves("StridedSlice with new and dropped axes", (x) => {
    const zeros = x.shape.map(() => 0);
    return tf.stridedSlice(x, [0, ...zeros], [1, ...x.shape], [1, ...zeros.map(() => 1)], 0, 0, 0, 1, 2);
  }),
  moves("Reverse", (x, draw) => tf.reverse(x, shuffled(draw, x.rank).slice(0, draw.integer(0, x.rank)))),
  moves("Reverse of every axis", (x) => tf.reverse(x)),
  moves("Tile", (x, draw) =>
    tf.tile(
      x,
      x.shape.map(() => draw.integer(1, 3)),
    ),
  ),
  moves(
    "Tile as tf.broadcastTo",
    (x, draw) => tf.broadcastTo(x, [draw.integer(1, 4), ...x.shape.map((length) => (length === 1 ? 5 : length))]),
    (draw) => [draw.floats(draw.shape(draw.integer(0, 3), 2))],
  ),
  moves(
    "SplitV",
    (x, draw) => tf.split(x, draw.unit() < 0.5 ? 2 : [1, -1, 2], 1),
    (draw) => [draw.floats([draw.integer(1, 4), 6, draw.integer(1, 4)])],
  ),
  moves("Unpack", (x, draw) => tf.unstack(x, draw.integer(-x.rank, x.rank - 1))),
  moves(
    "PadV2",
    (x, draw) =>
      tf.pad(
        x,
        x.shape.map((): [number, number] => [draw.integer(0, 3), draw.integer(0, 3)]),
        7,
      ),
    (draw) => [draw.floats(draw.shape(draw.integer(1, 4)))],
  ),
  moves("MirrorPad", (x, draw) => {
    const mode = draw.unit() < 0.5 ? "reflect" : "symmetric";
    const most = (length: number): number => draw.integer(0, mode === "reflect" ? length - 1 : length);
    return tf.mirrorPad(
      x,
      x.shape.map((length): [number, number] => [most(length), most(length)]),
      mode,
    );
  }),
  moves("ZerosLike", (x) => tf.zerosLike(x)),
  moves("OnesLike", (x) => tf.onesLike(x)),
  moves("Fill", (x) => [tf.fill(x.shape, 1.1), tf.fill(x.shape, 3, "int32")]),
  moves("Range", () => [
    tf.range(0, 7),
    tf.range(5, 0),
    tf.range(0.5, 2, 0.1),
    tf.range(9, -3, -2, "int32"),
    tf.range(1, 1),
  ]),
  moves("LinSpace", (_, draw) => tf.linspace(-1, 2, draw.integer(1, 20))),
  moves(
    "TopK",
    (x, draw) => {
      const { values, indices } = tf.topk(x, draw.integer(1, x.shape.at(-1) ?? 1));
      return [values, indices];
    },
    (draw) => [draw.floats(draw.shape(draw.integer(1, 3)))],
  ),
  {
    name: "Concat",
    inputs: alike,
    run: ([axis, ...tensors]) => tf.concat(tensors, axis?.shape[0]),
    tolerance: 0,
  },
  {
    name: "Pack",
    inputs: (draw) => {
      const shape = draw.shape(2);
      return [draw.integers(shape), draw.integers(shape), draw.integers(shape)];
    },
    run: (tensors, draw) => tf.stack(tensors, draw.integer(0, 2)),
    tolerance: 0,
  },
  {
    name: "GatherV2",
    inputs: (draw) => [draw.floats(draw.shape(3)), draw.integers(draw.shape(draw.integer(1, 2)), 0, 0)],
    run: ([x = tf.scalar(0), at = tf.scalar(0)], draw) => {
      const axis = draw.integer(0, 2);
      const indices = at.dataSync().map(() => draw.integer(0, (x.shape[axis] ?? 1) - 1));
      return tf.gather(x, tf.tensor(indices, at.shape, "int32"), axis);
    },
    tolerance: 0,
  },
  {
    name: "GatherV2 with batches",
    inputs: (draw) => {
      const [batch, length] = [draw.integer(1, 4), draw.integer(1, 4)];
      const x = draw.floats([batch, draw.integer(1, 3), length, draw.integer(1, 5)]);
      return [x, draw.integers([batch, draw.integer(1, 5)], 0, length - 1)];
    },
    run: ([x = tf.scalar(0), indices = tf.scalar(0)]) => tf.gather(x, indices, 2, 1),
    tolerance: 0,
  },
  {
    name: "GatherNd",
    inputs: (draw) => [draw.floats([2, 3, ...draw.shape(2)]), draw.integers([draw.integer(1, 5), 2], 0, 1)],
    run: ([x = tf.scalar(0), indices = tf.scalar(0)]) => tf.gatherND(x, indices),
    tolerance: 0,
  },
  {
    name: "ScatterNd",
    inputs: (draw) => {
      const count = draw.integer(1, 5);
      return [draw.integers([count, 1], 0, 3), draw.floats([count, 3])];
    },
    run: ([indices = tf.scalar(0), updates = tf.scalar(0)]) => tf.scatterND(indices, updates, [4, 3]),
  },
  {
    name: "TensorScatterUpdate",
    inputs: (draw) => {
      const count = draw.integer(1, 5);
      return [draw.floats([4, 3]), draw.integers([count, 1], 0, 3), draw.floats([count, 3])];
    },
    run: ([x = tf.scalar(0), indices = tf.scalar(0), updates = tf.scalar(0)]) =>
      tf.tensorScatterUpdate(x, indices, updates),
    tolerance: 0,
  },
  {
    name: "OneHot",
    inputs: (draw) => [draw.integers(draw.shape(2), 0, 4)],
    run: ([indices = tf.scalar(0)]) => [tf.oneHot(indices, 5), tf.oneHot(indices, 6, 0.9, -0.1, "float32")],
    tolerance: 0,
  },
]);
