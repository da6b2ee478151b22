import type { TensorInfo } from "@tensorflow/tfjs-core";
import { convolve } from "../../kernels/convolve.ts";
import { convolveFilterGradient } from "../../kernels/convolveFilterGradient.ts";
import { convolveInputGradient } from "../../kernels/convolveInputGradient.ts";
import type { Convolution } from "../../kernels/convolutionShape.ts";
import { biasRelu } from "../../kernels/relu.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import { type KernelTable, unsupported } from "../kernel.ts";
import { convolutionOf, needFloats, needGradient } from "../windowShapes.ts";
import { sizeOf } from "../../kernels/Operand.ts";

/** Convolutions of images [images, height, width, channels], and their gradients. */
export const convolutionKernels: KernelTable = {
  Conv2D: ({ name, backend, input, attributes }) => {
    const x = input("x");
    const filter = input("filter");
    needFloats(name, x, filter);
    const shape = convolutionOf(name, attributes, { images: x.shape, filter: filter.shape });
    return convolveTensors(backend, { x, filter }, shape);
  },

  FusedConv2D: ({ name, backend, input, optionalInput, attributes }) => {
    const x = input("x");
    const filter = input("filter");
    const bias = optionalInput("bias");
    needFloats(name, x, filter, ...(bias === undefined ? [] : [bias]));
    const activation = attributes.text("activation", "linear");
    if (activation !== "linear" && activation !== "relu") {
      throw unsupported(name, `with activation ${activation}`, "apply the activation as an operation of its own");
    }
    const shape = convolutionOf(name, attributes, { images: x.shape, filter: filter.shape });
    if (bias !== undefined && sizeOf(bias.shape) !== shape.outputs) {
      throw unsupported(name, `with a bias of shape [${bias.shape.join(", ")}]`, "give one number for each output");
    }
    const out = convolveTensors(backend, bias === undefined ? { x, filter } : { x, filter, bias }, shape);
    if (activation === "relu") {
      const address = backend.addressOf(out);
      const rows = shape.images * shape.outHeight * shape.outWidth;
      biasRelu(backend.engine, { x: address, bias: 0 }, address, { rows, columns: shape.outputs });
    }
    return out;
  },

  Conv2DBackpropInput: ({ name, backend, input, attributes }) => {
    const dy = input("dy");
    const filter = input("filter");
    needFloats(name, dy, filter);
    const inputShape = attributes.numbers("inputShape");
    const shape = convolutionOf(name, attributes, { images: inputShape, filter: filter.shape });
    if (shape.dilationHeight !== 1 || shape.dilationWidth !== 1) {
      throw unsupported(name, "with dilations", "use a depthwise convolution, or strides");
    }
    needGradient(name, dy, shape, shape.outputs);
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
    needGradient(name, dy, shape, shape.outputs);
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
