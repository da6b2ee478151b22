import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { EngineError } from "../../EngineError.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import { type KernelTable, unsupported } from "../kernel.ts";
import { filled } from "./filled.ts";
import { needShape } from "./needShape.ts";
import { place } from "./place.ts";

/** Tensors of one shape but for an axis, along which they follow each other. */
function concatenated(backend: AssayBackend, name: string, tensors: readonly TensorInfo[], axis: number): TensorInfo {
  const [first] = tensors;
  if (first === undefined) throw unsupported(name, "of no tensors", "pass one or more");
  const { dtype } = first;
  if (tensors.some((x) => x.dtype !== dtype))
    throw unsupported(name, "of several types", "cast the tensors to one type");
  for (const x of tensors) needShape(name, "a tensor", x, first.shape.with(axis, x.shape[axis] ?? 0));
  const length = tensors.reduce((sum, x) => sum + (x.shape[axis] ?? 0), 0);
  const out = backend.make(
    first.shape.map((whole, i) => (i === axis ? length : whole)),
    dtype,
  );
  let at = 0;
  for (const x of tensors) {
    place(
      backend,
      x,
      out,
      out.shape.map((_, i) => (i === axis ? at : 0)),
    );
    at += x.shape[axis] ?? 0;
  }
  return out;
}

function negativePadding(name: string): EngineError {
  return new EngineError("ShapeInvalid", `${name}: a padding is negative`, { hint: "take a slice instead" });
}

/** Kernels that put tensors into larger ones. */
export const joinKernels: KernelTable = {
  Concat: ({ name, backend, inputs, attributes }) => {
    const [axis = 0] = util.parseAxisParam(attributes.number("axis"), [...(inputs[0]?.shape ?? [])]);
    return concatenated(backend, name, inputs, axis);
  },

  Pack: ({ name, backend, inputs, attributes }) => {
    const rank = (inputs[0]?.shape.length ?? 0) + 1;
    const axis = (attributes.number("axis", 0) + rank) % rank;
    const tensors = inputs.map((x) => ({ ...x, shape: x.shape.toSpliced(axis, 0, 1) }));
    return concatenated(backend, name, tensors, axis);
  },

  PadV2: ({ name, backend, input, attributes }) => {
    const x = input("x");
    const paddings = attributes.lists("paddings");
    if (paddings.flat().some((length) => length < 0)) throw negativePadding(name);
    const shape = x.shape.map((length, i) => (paddings[i]?.[0] ?? 0) + length + (paddings[i]?.[1] ?? 0));
    const out = filled(backend, shape, attributes.number("constantValue", 0), x.dtype);
    place(
      backend,
      x,
      out,
      x.shape.map((_, i) => paddings[i]?.[0] ?? 0),
    );
    return out;
  },
};
