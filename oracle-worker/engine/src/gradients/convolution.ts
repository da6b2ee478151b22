import * as tf from "@tensorflow/tfjs-core";
import { BACKEND_NAME } from "../backend/kernel.ts";
import { type Gradients, noGradient, numbersOf, pick, two } from "./gradient.ts";
import { runKernel } from "./runKernel.ts";

const WINDOW = ["strides", "pad", "dataFormat", "dimRoundingMode"];

/** Both halves are kernels of tfjs. */
export const convolution: Gradients = {
  Conv2D: {
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = two(saved);
      if (numbersOf(attrs, "dilations").some((dilation) => dilation !== 1))
        throw noGradient("Conv2D", "with dilations");
      if (attrs["dataFormat"] === "NCHW") throw noGradient("Conv2D", "of NCHW");
      const shared = pick(attrs, WINDOW);
      return {
        x: () => runKernel("Conv2DBackpropInput", { dy, filter }, { ...shared, inputShape: x.shape }),
        filter: () => runKernel("Conv2DBackpropFilter", { x, dy }, { ...shared, filterShape: filter.shape }),
      };
    },
  },
  DepthwiseConv2dNative: {
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = two(saved);
      const isDilated = numbersOf(attrs, "dilations").some((dilation) => dilation !== 1);
      // tfjs' own kernels leave the dilations out.
      if (isDilated && tf.getBackend() !== BACKEND_NAME) throw noGradient("DepthwiseConv2dNative", "with dilations");
      const shared = pick(attrs, [...WINDOW, "dilations"]);
      return {
        x: () => runKernel("DepthwiseConv2dNativeBackpropInput", { dy, filter }, { ...shared, inputShape: x.shape }),
        filter: () =>
          runKernel("DepthwiseConv2dNativeBackpropFilter", { x, dy }, { ...shared, filterShape: filter.shape }),
      };
    },
  },
};
