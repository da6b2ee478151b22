import type { TensorInfo } from "@tensorflow/tfjs-core";
import { convolve } from "../../kernels/convolve.ts";
import { convolveFilterGradient } from "../../kernels/convolveFilterGradient.ts";
import { convolveInputGradient } from "../../kernels/convolveInputGradient.ts";
import type { Convolution } from "../../kernels/convolutionShape.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import type { KernelTable } from "../kernel.ts";
import { convolutionOf, needFloats } from "../windowShapes.ts";

/** Convolutions of images [images, height, width, channels], and their gradients. */
export const convolutionKernels: KernelTable = {
  Conv2D: ({ name, backend, input, attributes }) => {
    const x = input("x");
    const filter = input("filter");
    needFloats(name, x, filter);
    const shape = convolutionOf(name, attributes, { images: x.shape, filter: filter.shape });
    return convolveTensors(backend, { x, filter }, shape);
  },

  Conv2DBackpropInput: ({ name, backend, input, attributes }) => {
    const dy = input("dy");
    const filter = input("filter");
    needFloats(name, dy, filter);
    const inputShape = attributes.numbers("inputShape");
    const shape = convolutionOf(name, attributes, { images: inputShape, filter: filter.shape });
    const dx = backend.make(inputShape, "float32");
    const addresses = { dy: backend.addressOf(dy), filter: backend.addressOf(filter) };
    convolveInputGradient(backend.engine, addresses, backend.addressOf(dx), shape);
    return dx;
  },

  Conv2DBackpropFilter: ({ name, backend, input, attributes }) => {
    const x = input("x");
    const dy = input("dy");
    needFloats(name, x, dy);
    const filterShape = attributes.numbers("filterShape");
    const shape = convolutionOf(name, attributes, { images: x.shape, filter: filterShape });
    const dw = backend.make(filterShape, "float32");
    const addresses = { x: backend.addressOf(x), dy: backend.addressOf(dy) };
    convolveFilterGradient(backend.engine, addresses, backend.addressOf(dw), shape);
    return dw;
  },
};

function convolveTensors(
  backend: AssayBackend,
  operands: { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo },
  shape: Convolution,
): TensorInfo {
  const out = backend.make([shape.images, shape.outHeight, shape.outWidth, shape.outputs], "float32");
  const { x, filter, bias } = operands;
  const addresses = { x: backend.addressOf(x), filter: backend.addressOf(filter) };
  convolve(
    backend.engine,
    bias === undefined ? addresses : { ...addresses, bias: backend.addressOf(bias) },
    backend.addressOf(out),
    shape,
  );
  return out;
}
