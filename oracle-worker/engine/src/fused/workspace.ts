import * as tf from "@tensorflow/tfjs-core";
import { currentBackend } from "../backend/currentBackend.ts";
import type { Engine } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";

export type Block<Name extends string> = {
  readonly tensor: tf.Tensor1D;
  readonly at: Readonly<Record<Name, number>>;
};

/** Elements of a cache line: where each part of a block begins. */
const GRAIN = 16;

/** The engine, and tensors on it whose elements are still to be computed. tfjs frees them with the scope they are in. */
export type Workspace = {
  readonly engine: Engine;
  /** Every tensor made here. */
  readonly made: ReadonlySet<tf.Tensor>;
  /** Address of a tensor's first element. */
  at: (tensor: tf.Tensor) => number;
  scalar(): tf.Scalar;
  vector(size: number): tf.Tensor1D;
  matrix(rows: number, columns: number): tf.Tensor2D;
  /** One tensor that holds several results which tfjs need not know of, and the address of each by name. */
  block<Name extends string>(sizes: Readonly<Record<Name, number>>): Block<Name>;
  /** Another tensor on the same elements. */
  alias<T extends tf.Tensor>(tensor: T): T;
  /** Of the same shape. */
  like<T extends tf.Tensor>(tensor: T): T;
  /** A copy of indices, each checked to be in [0, limit). @throws EngineError `ShapeInvalid` */
  indices(values: Int32Array, limit: number, what: string): tf.Tensor1D;
};

/** @throws EngineError `BackendNotSelected` when tfjs does not compute on the engine */
export function workspace(): Workspace {
  const backend = currentBackend();
  const made = new Set<tf.Tensor>();
  const make = (shape: number[], dtype: "float32" | "int32" = "float32"): tf.Tensor => {
    const tensor = tf.engine().makeTensorFromTensorInfo(backend.make(shape, dtype));
    made.add(tensor);
    return tensor;
  };
  const vector = (size: number, dtype?: "float32" | "int32"): tf.Tensor1D => ranked(make([size], dtype), isVector);
  return {
    engine: backend.engine,
    made,
    at: (tensor) => backend.addressOf(tensor),
    scalar: () => ranked(make([]), isScalar),
    vector: (size) => vector(size),
    matrix: (rows, columns) => ranked(make([rows, columns]), isMatrix),
    block<Name extends string>(sizes: Readonly<Record<Name, number>>) {
      const offsets: Record<string, number> = {};
      let end = 0;
      for (const name in sizes) {
        offsets[name] = 4 * end;
        end += Math.ceil(sizes[name] / GRAIN) * GRAIN;
      }
      const tensor = vector(end);
      const start = backend.addressOf(tensor);
      for (const name in offsets) offsets[name] = start + (offsets[name] ?? 0);
      // Its names are those of the sizes.
      return { tensor, at: offsets as Record<Name, number> };
    },
    alias: <T extends tf.Tensor>(tensor: T) =>
      tf.engine().makeTensorFromTensorInfo(backend.alias(tensor, tensor.shape)) as T,
    // The type of a tensor of float32 says no more than its rank.
    like: <T extends tf.Tensor>(tensor: T) => make(tensor.shape) as T,
    indices(values, limit, what) {
      for (const value of values) {
        if (value < 0 || value >= limit) throw shapeInvalid(`${what} ${value} is not in [0, ${limit})`);
      }
      const tensor = vector(values.length, "int32");
      backend.integers(tensor).set(values);
      return tensor;
    },
  };
}

/** @throws EngineError `ShapeInvalid` unless the tensor has these dimensions */
export function checkShape(tensor: tf.Tensor, shape: readonly number[], what: string): void {
  if (tensor.rank === shape.length && shape.every((length, axis) => tensor.shape[axis] === length)) return;
  throw shapeInvalid(`${what} is [${tensor.shape.join(", ")}], not [${shape.join(", ")}]`);
}

export function shapeInvalid(message: string): EngineError {
  return new EngineError("ShapeInvalid", message, { hint: "pass tensors whose shapes fit together" });
}

function ranked<T extends tf.Tensor>(tensor: tf.Tensor, isRank: (tensor: tf.Tensor) => tensor is T): T {
  if (!isRank(tensor)) throw shapeInvalid(`a tensor has rank ${tensor.rank}`);
  return tensor;
}

function isScalar(tensor: tf.Tensor): tensor is tf.Scalar {
  return tensor.rank === 0;
}

function isVector(tensor: tf.Tensor): tensor is tf.Tensor1D {
  return tensor.rank === 1;
}

function isMatrix(tensor: tf.Tensor): tensor is tf.Tensor2D {
  return tensor.rank === 2;
}
