import * as tf from "@tensorflow/tfjs-core";
import { BACKEND_NAME } from "../backend/kernel.ts";
import { type Gradients, noGradient, one, pick, two } from "./gradient.ts";
import { runKernel } from "./runKernel.ts";

const WINDOW = ["filterSize", "strides", "pad", "dimRoundingMode"];

/** Both gradients are kernels of tfjs. */
export const pooling: Gradients = {
  MaxPool: {
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [input, output] = two(saved);
      return {
        x: () => runKernel("MaxPoolGrad", { dy, input, output }, pick(attrs, WINDOW)),
      };
    },
  },
  AvgPool: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      // tfjs' own kernels divide by the whole window, the mean itself by the part of it that is inside.
      if (attrs["pad"] !== "valid" && tf.getBackend() !== BACKEND_NAME) throw noGradient("AvgPool", "with padding");
      return { x: () => runKernel("AvgPoolGrad", { dy, input: one(saved) }, pick(attrs, WINDOW)) };
    },
  },
};
