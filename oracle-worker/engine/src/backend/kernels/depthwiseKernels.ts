import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from "../../kernels/depthwise.ts";
import type { KernelTable } from "../kernel.ts";
import { convolutionOf, needFloats, needGradient } from "../windowShapes.ts";

/** Convolutions channel by channel, and their gradients. */
export const depthwiseKernels: KernelTable = {
  DepthwiseConv2dNative: ({ name, backend, input, attributes }) => {
    const x = input("x");
    const filter = input("filter");
    needFloats(name, x, filter);
    const shape = convolutionOf(name, attributes, { images: x.shape, filter: filter.shape }, true);
    const out = backend.make([shape.images, shape.outHeight, shape.outWidth, shape.outputs], "float32");
    const addresses = { x: backend.addressOf(x), filter: backend.addressOf(filter) };
    depthwise(backend.engine, addresses, backend.addressOf(out), shape);
    return out;
  },

  DepthwiseConv2dNativeBackpropInput: ({ name, backend, input, attributes }) => {
    const dy = input("dy");
    const filter = input("filter");
    needFloats(name, dy, filter);
    const inputShape = attributes.numbers("inputShape");
    const shape = convolutionOf(name, attributes, { images: inputShape, filter: filter.shape }, true);
    needGradient(name, dy, shape, shape.outputs);
    const dx = backend.make(inputShape, "float32");
    const addresses = { dy: backend.addressOf(dy), filter: backend.addressOf(filter) };
    depthwiseInputGradient(backend.engine, addresses, backend.addressOf(dx), shape);
    return dx;
  },

  DepthwiseConv2dNativeBackpropFilter: ({ name, backend, input, attributes }) => {
    const x = input("x");
    const dy = input("dy");
    needFloats(name, x, dy);
    const filterShape = attributes.numbers("filterShape");
    const shape = convolutionOf(name, attributes, { images: x.shape, filter: filterShape }, true);
    needGradient(name, dy, shape, shape.outputs);
    const dw = backend.make(filterShape, "float32");
    const addresses = { x: backend.addressOf(x), dy: backend.addressOf(dy) };
    depthwiseFilterGradient(backend.engine, addresses, backend.addressOf(dw), shape);
    return dw;
  },
};
