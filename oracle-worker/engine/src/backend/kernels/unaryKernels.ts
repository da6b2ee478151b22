import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as f from "../../../assembly/functions.ts";
import { unary } from "../../kernels/elementwise.ts";
import { sizeOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import type { Attributes } from "../Attributes.ts";
import type { Kernel, KernelTable } from "../kernel.ts";
import { cast } from "./castKernels.ts";

type Options = {
  /** alpha and beta of the function. */
  parameters?: (attributes: Attributes) => number[];
  /** Function for integers, whose result is of integers. Absent: they are cast to binary32. */
  ofIntegers?: number;
};

/** Functions of binary32, and of other tensors after a cast. */
function floats(name: number, { parameters = () => [], ofIntegers }: Options = {}): Kernel {
  return ({ backend, input, attributes }) => {
    const x = input("x");
    if (ofIntegers !== undefined && x.dtype !== "float32") return mapped(backend, ofIntegers, x, "int32");
    return ofCast(backend, name, x, "float32", parameters(attributes));
  };
}

/** Functions that keep integers as they are. */
function rounding(name: number): Kernel {
  return ({ backend, input }) => {
    const x = input("x");
    return x.dtype === "float32" ? mapped(backend, name, x, "float32") : backend.alias(x, x.shape);
  };
}

/** Functions whose result on integers is an integer that binary32 holds or passes on: computed there and cast back. */
function activation(name: number, parameters: (attributes: Attributes) => number[] = () => []): Kernel {
  return ({ backend, input, attributes }) => {
    const x = input("x");
    const result = ofCast(backend, name, x, "float32", parameters(attributes));
    if (x.dtype === "float32") return result;
    const out = cast(backend, result, "int32");
    backend.release(result);
    return out;
  };
}

/** Questions: the result is a truth value. */
function question(name: number): Kernel {
  return ({ backend, input }) => ofCast(backend, name, input("x"), "bool");
}

function ofCast(
  backend: AssayBackend,
  name: number,
  x: TensorInfo,
  dtype: TensorInfo["dtype"],
  parameters: readonly number[] = [],
): TensorInfo {
  const values = cast(backend, x, "float32");
  const out = mapped(backend, name, values, dtype, parameters);
  backend.release(values);
  return out;
}

/** A new tensor of f(x). */
export function mapped(
  backend: AssayBackend,
  name: number,
  x: TensorInfo,
  dtype: TensorInfo["dtype"],
  parameters: readonly number[] = [],
): TensorInfo {
  const out = backend.make(x.shape, dtype);
  unary(backend.engine, name, backend.addressOf(x), backend.addressOf(out), sizeOf(x.shape), parameters);
  return out;
}

const alpha = (attributes: Attributes): number[] => [attributes.number("alpha")];

/** Kernels of one tensor, element by element. */
export const unaryKernels: KernelTable = {
  Exp: floats(f.EXP),
  Expm1: floats(f.EXPM1),
  Log: floats(f.LOG),
  Log1p: floats(f.LOG1P),
  Sqrt: floats(f.SQRT),
  Rsqrt: floats(f.RSQRT),
  Reciprocal: floats(f.RECIPROCAL),
  Tanh: floats(f.TANH),
  Sigmoid: floats(f.SIGMOID),
  Softplus: floats(f.SOFTPLUS),
  Erf: floats(f.ERF),
  Elu: floats(f.ELU),
  Selu: floats(f.SELU),
  LeakyRelu: floats(f.LEAKY_RELU, { parameters: alpha }),
  Square: floats(f.SQUARE, { ofIntegers: f.SQUARE_INT }),
  Neg: floats(f.NEG, { ofIntegers: f.NEG_INT }),
  Abs: floats(f.ABS, { ofIntegers: f.ABS_INT }),
  Sign: floats(f.SIGN, { ofIntegers: f.SIGN_INT }),
  Floor: rounding(f.FLOOR),
  Ceil: rounding(f.CEIL),
  Round: rounding(f.ROUND),
  Relu: activation(f.RELU),
  Relu6: activation(f.RELU6),
  Step: activation(f.STEP, alpha),
  ClipByValue: activation(f.CLIP, (attributes) => [
    attributes.number("clipValueMin"),
    attributes.number("clipValueMax"),
  ]),
  IsNan: question(f.IS_NAN),
  IsFinite: question(f.IS_FINITE),
  IsInf: question(f.IS_INFINITE),
  LogicalNot: ({ backend, input }) => mapped(backend, f.IS_ZERO_INT, input("x"), "bool"),
};
