import type { TensorInfo } from "@tensorflow/tfjs-core";
import { select, withExpanded } from "../../kernels/elementwise.ts";
import { sizeOf, stridesOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import { type KernelTable, unsupported } from "../kernel.ts";
import { operand } from "../operand.ts";

/** Kernels that choose elements. */
export const choiceKernels: KernelTable = {
  Select: ({ name, backend, input }) => {
    const [condition, t, e] = [input("condition"), input("t"), input("e")];
    if (t.dtype !== e.dtype) throw unsupported(name, `of ${t.dtype} and ${e.dtype}`, "cast both to one type");
    const out = backend.make(t.shape, t.dtype);
    const run = (address: number): void =>
      select(
        backend.engine,
        address,
        backend.addressOf(t),
        backend.addressOf(e),
        backend.addressOf(out),
        sizeOf(t.shape),
      );
    // A condition of one axis chooses rows.
    const rank = condition.shape.length;
    const shape = [...condition.shape, ...Array<number>(t.shape.length - rank).fill(1)];
    if (rank === t.shape.length) run(backend.addressOf(condition));
    else {
      withExpanded(backend.engine, { ...operand(backend, condition), shape }, t.shape, ({ address }) => run(address));
    }
    return out;
  },

  TopK: ({ backend, input, attributes }) => {
    const x = input("x");
    const k = attributes.number("k");
    const columns = x.shape.at(-1) ?? 0;
    const shape = x.shape.with(-1, k);
    const values = backend.make(shape, x.dtype);
    const indices = backend.make(shape, "int32");
    const source = x.dtype === "float32" ? backend.floats(x) : backend.integers(x);
    const target = x.dtype === "float32" ? backend.floats(values) : backend.integers(values);
    const chosen = backend.integers(indices);
    for (let row = 0; row < sizeOf(shape) / Math.max(1, k); row++) {
      const line = source.subarray(row * columns, (row + 1) * columns);
      for (const [place, index] of largestOf(line, k).entries()) {
        target[row * k + place] = line[index] ?? 0;
        chosen[row * k + place] = index;
      }
    }
    return [values, indices];
  },

  MirrorPad: ({ backend, input, attributes }) => {
    const x = input("x");
    const paddings = attributes.lists("paddings");
    const edge = attributes.text("mode") === "reflect" ? 0 : 1;
    const shape = x.shape.map((length, i) => (paddings[i]?.[0] ?? 0) + length + (paddings[i]?.[1] ?? 0));
    const sources = shape.map((length, i) => mirrored(length, paddings[i]?.[0] ?? 0, x.shape[i] ?? 0, edge));
    return picked(backend, x, shape, sources);
  },
};

/** Indices of the k largest numbers, largest first; of equal ones, the first first. */
function largestOf(values: Float32Array | Int32Array, k: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
    .slice(0, k);
}

/** For each index along a padded axis, the index that it repeats. */
function mirrored(length: number, before: number, inner: number, edge: number): number[] {
  return Array.from({ length }, (_, i) => {
    const at = i - before;
    if (at < 0) return -at - edge;
    return at < inner ? at : 2 * (inner - 1) - at + edge;
  });
}

/** A tensor whose element [i, j, …] is x[sources[0][i], sources[1][j], …]. */
function picked(
  backend: AssayBackend,
  x: TensorInfo,
  shape: readonly number[],
  sources: readonly (readonly number[])[],
): TensorInfo {
  const out = backend.make(shape, x.dtype);
  const [source, target] = [backend.integers(x), backend.integers(out)];
  const [sourceStrides, targetStrides] = [stridesOf(x.shape), stridesOf(shape)];
  for (let i = 0; i < target.length; i++) {
    const at = sources.reduce((sum, list, axis) => {
      const index = Math.floor(i / (targetStrides[axis] ?? 1)) % (shape[axis] ?? 1);
      return sum + (list[index] ?? 0) * (sourceStrides[axis] ?? 0);
    }, 0);
    target[i] = source[at] ?? 0;
  }
  return out;
}
