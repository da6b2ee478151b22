import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import * as f from "../../../assembly/functions.ts";
import { sizeOf } from "../../kernels/Operand.ts";
import { cumulate, reduceColumns, reduceRows, segmentSum, softmax } from "../../kernels/reduce.ts";
import { EngineError } from "../../EngineError.ts";
import { type Kernel, type KernelCall, type KernelTable, unsupported } from "../kernel.ts";
import { cast } from "./castKernels.ts";
import { needShape } from "./needShape.ts";
import { transposed } from "./transposed.ts";

type Functions = { ofFloats?: number; ofIntegers?: number };

/** Axes of a reduction in ascending order, all of them when none is named. */
function axesOf({ attributes }: KernelCall, x: TensorInfo, attribute: string): number[] {
  return util
    .parseAxisParam(attributes.oneOrMore(attribute) ?? x.shape.map((_, i) => i), [...x.shape])
    .sort((a, b) => a - b);
}

/** A reduction by a function of assembly/functions.ts. Truth values count as integers. */
function reduction({ ofFloats, ofIntegers }: Functions, attribute: string, dtype?: "bool" | "int32"): Kernel {
  return (call) => {
    const { name, attributes, input } = call;
    const x = input("x");
    const reduce = x.dtype === "float32" ? ofFloats : ofIntegers;
    if (reduce === undefined) throw unsupported(name, `of ${x.dtype}`, "cast the tensor first");
    const result = dtype ?? (x.dtype === "float32" ? "float32" : "int32");
    return reduced(call, x, reduce, axesOf(call, x, attribute), attributes.flag("keepDims", false), result);
  };
}

function reduced(
  { name, backend }: KernelCall,
  x: TensorInfo,
  reduce: number,
  axes: readonly number[],
  keepDims: boolean,
  dtype: TensorInfo["dtype"],
): TensorInfo {
  const rank = x.shape.length;
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const shape = keepDims
    ? x.shape.map((length, i) => (axes.includes(i) ? 1 : length))
    : kept.map((i) => x.shape[i] ?? 0);
  const columns = sizeOf(axes.map((i) => x.shape[i] ?? 0));
  const rows = sizeOf(shape);
  if (columns === 0 && NEEDS_ELEMENTS.has(reduce)) throw emptyReduction(name, x);
  const out = backend.make(shape, dtype);
  if (rows === 0) return out;
  const isTrailing = axes.every((axis, i) => axis === rank - axes.length + i);
  const isLeading = axes.every((axis, i) => axis === i);
  if (isLeading && !isTrailing && (reduce === f.SUM || reduce === f.MEAN)) {
    const matrix = { rows: columns, columns: rows };
    reduceColumns(backend.engine, reduce, backend.addressOf(x), backend.addressOf(out), matrix);
    return out;
  }
  const ordered = isTrailing ? backend.alias(x, x.shape) : transposed(backend, x, [...kept, ...axes]);
  reduceRows(backend.engine, reduce, backend.addressOf(ordered), backend.addressOf(out), { rows, columns });
  backend.release(ordered);
  return out;
}

const NEEDS_ELEMENTS: ReadonlySet<number> = new Set([
  f.MAX,
  f.MIN,
  f.ARG_MAX,
  f.ARG_MIN,
  f.MAX_INT,
  f.MIN_INT,
  f.ARG_MAX_INT,
  f.ARG_MIN_INT,
]);

function emptyReduction(name: string, { shape }: TensorInfo): EngineError {
  return new EngineError("ShapeInvalid", `${name} of no elements, in a tensor [${shape.join()}]`, {
    hint: "reduce axes that are not empty",
  });
}

/** Softmax or its logarithm along the last axis. */
function softmaxKernel(isLog: boolean): Kernel {
  return ({ name, backend, input, attributes }) => {
    const logits = input("logits");
    const rank = logits.shape.length;
    const axis = attributes.number(isLog ? "axis" : "dim", -1);
    if (logits.dtype !== "float32" || rank === 0 || (axis !== -1 && axis !== rank - 1)) {
      throw unsupported(name, `of ${logits.dtype} along axis ${axis}`, "take float32 and the last axis");
    }
    const out = backend.make(logits.shape, "float32");
    const columns = logits.shape.at(-1) ?? 0;
    if (sizeOf(logits.shape) === 0) return out;
    const matrix = { rows: sizeOf(logits.shape) / columns, columns };
    softmax(backend.engine, backend.addressOf(logits), backend.addressOf(out), matrix, isLog);
    return out;
  };
}

function cumulation(isProduct: boolean): Kernel {
  return ({ name, backend, input, attributes }) => {
    const x = input("x");
    const rank = x.shape.length;
    const axis = (attributes.number("axis", 0) + rank) % Math.max(rank, 1);
    if (x.dtype !== "float32" || rank === 0)
      throw unsupported(name, `of ${x.dtype}`, "take a float32 tensor with axes");
    const out = backend.make(x.shape, "float32");
    const outer = sizeOf(x.shape.slice(0, axis));
    const inner = sizeOf(x.shape.slice(axis + 1));
    cumulate(
      backend.engine,
      backend.addressOf(x),
      backend.addressOf(out),
      { outer, length: x.shape[axis] ?? 0, inner },
      { isProduct, isExclusive: attributes.flag("exclusive", false), isReverse: attributes.flag("reverse", false) },
    );
    return out;
  };
}

/** The mean of integers is that of their binary32 values. */
const mean: Kernel = (call) => {
  const x = cast(call.backend, call.input("x"), "float32");
  const axes = axesOf(call, x, "axis");
  const out = reduced(call, x, f.MEAN, axes, call.attributes.flag("keepDims", false), "float32");
  call.backend.release(x);
  return out;
};

function segmentSums({ name, backend, input, attributes }: KernelCall): TensorInfo {
  const [x, ids] = [input("x"), input("segmentIds")];
  const segments = attributes.number("numSegments");
  if (x.dtype !== "float32") throw unsupported(name, `of ${x.dtype}`, "cast the tensor to float32 first");
  const shape = x.shape.slice(ids.shape.length);
  needShape(name, "the tensor of segment ids", ids, x.shape.slice(0, ids.shape.length));
  const out = backend.make([segments, ...shape], "float32");
  segmentSum(backend.engine, backend.addressOf(x), backend.addressOf(ids), backend.addressOf(out), {
    count: sizeOf(ids.shape),
    segments,
    inner: sizeOf(shape),
  });
  return out;
}

/** Kernels that sum, or choose, along axes: docs/engine.md, "Sums". */
export const reductionKernels: KernelTable = {
  Sum: reduction({ ofFloats: f.SUM, ofIntegers: f.SUM_INT }, "axis"),
  Mean: mean,
  Max: reduction({ ofFloats: f.MAX, ofIntegers: f.MAX_INT }, "reductionIndices"),
  Min: reduction({ ofFloats: f.MIN, ofIntegers: f.MIN_INT }, "axis"),
  Prod: reduction({ ofFloats: f.PROD, ofIntegers: f.PROD_INT }, "axis"),
  ArgMax: reduction({ ofFloats: f.ARG_MAX, ofIntegers: f.ARG_MAX_INT }, "axis", "int32"),
  ArgMin: reduction({ ofFloats: f.ARG_MIN, ofIntegers: f.ARG_MIN_INT }, "axis", "int32"),
  All: reduction({ ofIntegers: f.ALL }, "axis", "bool"),
  Any: reduction({ ofIntegers: f.ANY }, "axis", "bool"),
  Cumsum: cumulation(false),
  Cumprod: cumulation(true),
  Softmax: softmaxKernel(false),
  LogSoftmax: softmaxKernel(true),
  UnsortedSegmentSum: segmentSums,
};
