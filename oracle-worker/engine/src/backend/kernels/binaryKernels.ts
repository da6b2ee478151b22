import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as f from "../../../assembly/functions.ts";
import { broadcastShape } from "../../kernels/broadcast.ts";
import { binary } from "../../kernels/elementwise.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import { type Kernel, type KernelTable, unsupported } from "../kernel.ts";
import { operand } from "../operand.ts";
import { integerDivision, integerPower, remainder } from "./integerArithmetic.ts";

const CAST = "cast the operands to float32 first";

/** Arithmetic on two float32 tensors, and on two int32 tensors where there is a function for them. */
function arithmetic(ofFloats: number, ofIntegers?: number): Kernel {
  return ({ name, backend, input }) => {
    const [a, b] = [input("a"), input("b")];
    if (isBoth("float32", a, b)) return combined(backend, ofFloats, a, b, "float32");
    if (ofIntegers === undefined || !isBoth("int32", a, b)) throw unsupported(name, typesOf(a, b), CAST);
    return combined(backend, ofIntegers, a, b, "int32");
  };
}

/** Comparisons, of truth values too. */
function comparison(ofFloats: number, ofIntegers: number): Kernel {
  return ({ name, backend, input }) => {
    const [a, b] = [input("a"), input("b")];
    if (isBoth("float32", a, b)) return combined(backend, ofFloats, a, b, "bool");
    if (a.dtype === "float32" || b.dtype === "float32") throw unsupported(name, typesOf(a, b), CAST);
    return combined(backend, ofIntegers, a, b, "bool");
  };
}

/** Of truth values alone. */
function logical(ofIntegers: number): Kernel {
  return ({ backend, input }) => combined(backend, ofIntegers, input("a"), input("b"), "bool");
}

/** A new tensor of f(a, b), broadcast. */
export function combined(
  backend: AssayBackend,
  name: number,
  a: TensorInfo,
  b: TensorInfo,
  dtype: TensorInfo["dtype"],
): TensorInfo {
  const out = backend.make(broadcastShape(a.shape, b.shape), dtype);
  binary(backend.engine, name, operand(backend, a), operand(backend, b), operand(backend, out));
  return out;
}

/** Whether both tensors hold this type of elements. */
export function isBoth(dtype: TensorInfo["dtype"], a: TensorInfo, b: TensorInfo): boolean {
  return a.dtype === dtype && b.dtype === dtype;
}

function typesOf(a: TensorInfo, b: TensorInfo): string {
  return `of ${a.dtype} and ${b.dtype}`;
}

/** Kernels of two tensors, element by element, with broadcasting. */
export const binaryKernels: KernelTable = {
  Add: arithmetic(f.ADD, f.ADD_INT),
  Sub: arithmetic(f.SUB, f.SUB_INT),
  Multiply: arithmetic(f.MULTIPLY, f.MULTIPLY_INT),
  RealDiv: arithmetic(f.DIVIDE),
  Maximum: arithmetic(f.MAXIMUM, f.MAXIMUM_INT),
  Minimum: arithmetic(f.MINIMUM, f.MINIMUM_INT),
  SquaredDifference: arithmetic(f.SQUARED_DIFFERENCE, f.SQUARED_DIFFERENCE_INT),
  Equal: comparison(f.EQUAL, f.EQUAL_INT),
  NotEqual: comparison(f.NOT_EQUAL, f.NOT_EQUAL_INT),
  Greater: comparison(f.GREATER, f.GREATER_INT),
  GreaterEqual: comparison(f.GREATER_EQUAL, f.GREATER_EQUAL_INT),
  Less: comparison(f.LESS, f.LESS_INT),
  LessEqual: comparison(f.LESS_EQUAL, f.LESS_EQUAL_INT),
  LogicalAnd: logical(f.AND_INT),
  LogicalOr: logical(f.OR_INT),
  LogicalXor: logical(f.XOR_INT),

  Pow: (call) => {
    const [a, b] = [call.input("a"), call.input("b")];
    if (isBoth("int32", a, b)) return integerPower(call);
    return arithmetic(f.POW)(call);
  },
  /* tfjs gives integers, of float32 too. */
  FloorDiv: (call) => {
    const [a, b] = [call.input("a"), call.input("b")];
    if (isBoth("int32", a, b)) return integerDivision(call);
    if (!isBoth("float32", a, b)) throw unsupported(call.name, typesOf(a, b), CAST);
    return combined(call.backend, f.FLOOR_DIVIDE, a, b, "int32");
  },
  Mod: remainder,

  /* x > 0 ? x : alpha · x, with one alpha for each channel. */
  Prelu: ({ backend, input }) => combined(backend, f.PRELU, input("x"), input("alpha"), "float32"),
  EluGrad: ({ backend, input }) => combined(backend, f.ELU_GRADIENT, input("dy"), input("y"), "float32"),

  AddN: ({ name, backend, inputs }) => {
    const [first, ...others] = inputs;
    if (first === undefined) throw unsupported(name, "of no tensors", "pass one or more");
    let sum = backend.alias(first, first.shape);
    for (const next of others) {
      const isInteger = isBoth("int32", sum, next);
      if (!isInteger && !isBoth("float32", sum, next)) throw unsupported(name, typesOf(sum, next), CAST);
      const larger = combined(backend, isInteger ? f.ADD_INT : f.ADD, sum, next, sum.dtype);
      backend.release(sum);
      sum = larger;
    }
    return sum;
  },
};
