import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as f from "../../../assembly/functions.ts";
import { broadcastShape } from "../../kernels/broadcast.ts";
import { binary, unary, withExpanded } from "../../kernels/elementwise.ts";
import { batchMatmul, matmul } from "../../kernels/linear.ts";
import { type Operand, sizeOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import type { Attributes } from "../Attributes.ts";
import { type KernelCall, type KernelTable, unsupported } from "../kernel.ts";
import { operand } from "../operand.ts";
import { needShape } from "./needShape.ts";

/** A stack of matrices: `count` of [rows, columns]. */
type Stack = { address: number; rows: number; columns: number; count: number; transposed: boolean };

/** out = a · b for stacks of matrices; one matrix may be used for all of the other side. */
function products(
  { engine }: AssayBackend,
  a: Stack,
  b: Stack,
  out: { address: number; count: number },
  bias?: number,
): void {
  const rows = a.transposed ? a.columns : a.rows;
  const inner = a.transposed ? a.rows : a.columns;
  const columns = b.transposed ? b.rows : b.columns;
  if (rows * columns * out.count === 0) return;
  const left = { address: a.address, stride: a.columns, transposed: a.transposed };
  const right = { address: b.address, stride: b.columns, transposed: b.transposed };
  const shape = { rows, columns, inner };
  const isOneProduct = b.count === 1 && !a.transposed;
  if (out.count === 1 || isOneProduct) {
    const target = { address: out.address, stride: columns };
    matmul(engine, left, right, target, { ...shape, rows: rows * out.count }, bias === undefined ? {} : { bias });
    return;
  }
  const steps = { a: a.count === 1 ? 0 : a.rows * a.columns, b: b.count === 1 ? 0 : b.rows * b.columns };
  batchMatmul(
    engine,
    { ...left, step: steps.a },
    { ...right, step: steps.b },
    { address: out.address, stride: columns, step: rows * columns },
    shape,
    out.count,
  );
}

/** The product of two tensors, whose last two axes are matrices and whose others broadcast. @param bias an address */
function matMul({ name, backend, input, attributes }: KernelCall, bias?: number): TensorInfo {
  const [a, b] = [input("a"), input("b")];
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    throw unsupported(name, `of ${a.dtype} and ${b.dtype}`, "cast the operands to float32 first");
  }
  const [transposeA, transposeB] = [attributes.flag("transposeA", false), attributes.flag("transposeB", false)];
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 0;
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 0;
  const inner = a.shape.at(transposeA ? -2 : -1) ?? 0;
  needShape(name, "the right matrix", { shape: b.shape.slice(-2) }, transposeB ? [columns, inner] : [inner, columns]);
  const out = backend.make([...batch, rows, columns], "float32");
  const count = sizeOf(batch);
  withBatch(backend, operand(backend, a), batch, (left) =>
    withBatch(backend, operand(backend, b), batch, (right) => {
      const target = { address: backend.addressOf(out), count };
      const [stackA, stackB] = [toStack(left, transposeA), toStack(right, transposeB)];
      if (bias === undefined || count === 1 || (stackB.count === 1 && !transposeA)) {
        products(backend, stackA, stackB, target, bias);
      } else eachProduct(backend, stackA, stackB, target, bias);
    }),
  );
  return out;
}

/** A bias for every one of several products. */
function eachProduct(
  backend: AssayBackend,
  a: Stack,
  b: Stack,
  out: { address: number; count: number },
  bias: number,
): void {
  const size = (a.transposed ? a.columns : a.rows) * (b.transposed ? b.rows : b.columns);
  const nth = (x: Stack, i: number): Stack => ({
    ...x,
    address: x.address + (x.count === 1 ? 0 : 4 * i * x.rows * x.columns),
    count: 1,
  });
  for (let i = 0; i < out.count; i++) {
    products(backend, nth(a, i), nth(b, i), { address: out.address + 4 * i * size, count: 1 }, bias);
  }
}

function toStack({ address, shape }: Operand, transposed: boolean): Stack {
  const [rows, columns] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
  return { address, rows, columns, count: sizeOf(shape.slice(0, -2)), transposed };
}

/** x with its leading axes repeated to `batch`, unless it is one matrix or has them all. */
function withBatch(backend: AssayBackend, x: Operand, batch: readonly number[], use: (x: Operand) => void): void {
  const count = sizeOf(x.shape.slice(0, -2));
  if (count === 1 || count === sizeOf(batch)) use(x);
  else withExpanded(backend.engine, x, [...batch, ...x.shape.slice(-2)], use);
}

const ACTIVATIONS: Readonly<Record<string, number>> = {
  relu: f.RELU,
  relu6: f.RELU6,
  elu: f.ELU,
  sigmoid: f.SIGMOID,
  leakyrelu: f.LEAKY_RELU,
};

/** Applies what a fused product names, in place. */
export function activate(call: KernelCall, x: TensorInfo): void {
  const { name, backend, attributes, optionalInput } = call;
  const activation = attributes.text("activation", "linear");
  if (activation === "linear") return;
  const out = operand(backend, x);
  if (activation === "prelu") {
    const alpha = optionalInput("preluActivationWeights");
    if (alpha === undefined) throw unsupported(name, "with prelu but no weights", "pass preluActivationWeights");
    needShape(name, "what prelu's weights make", { shape: broadcastShape(x.shape, alpha.shape) }, x.shape);
    binary(backend.engine, f.PRELU, out, operand(backend, alpha), out);
    return;
  }
  const index = ACTIVATIONS[activation];
  if (index === undefined) throw unsupported(name, `with ${activation}`, "apply the activation as an operation");
  unary(backend.engine, index, out.address, out.address, sizeOf(x.shape), slopeOf(attributes));
}

function slopeOf(attributes: Attributes): number[] {
  return [attributes.number("leakyreluAlpha", 0.2)];
}

/** Matrix products: docs/engine.md, "Matrix products". */
export const matMulKernels: KernelTable = {
  BatchMatMul: (call) => matMul(call),

  /* A bias of one row is where the sums start; another is added to them. */
  _FusedMatMul: (call) => {
    const { backend, optionalInput, input, attributes } = call;
    const bias = optionalInput("bias");
    const columns = input("b").shape.at(attributes.flag("transposeB", false) ? -2 : -1) ?? 0;
    const isRow = bias !== undefined && sizeOf(bias.shape) === columns && bias.shape.at(-1) === columns;
    const out = matMul(call, isRow ? backend.addressOf(bias) : undefined);
    const whole = operand(backend, out);
    if (bias !== undefined)
      needShape(call.name, "what the bias makes", { shape: broadcastShape(out.shape, bias.shape) }, out.shape);
    if (bias !== undefined && !isRow) binary(backend.engine, f.ADD, whole, operand(backend, bias), whole);
    activate(call, out);
    return out;
  },
};
