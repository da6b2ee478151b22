import { type Gradients, noGradient, numbersOf, pick, two } from "./gradient.ts";
import { runKernel } from "./runKernel.ts";

/** Both halves are kernels of tfjs. */
export const convolution: Gradients = {
  Conv2D: {
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = two(saved);
      if (numbersOf(attrs, "dilations").some((dilation) => dilation !== 1))
        throw noGradient("Conv2D", "with dilations");
      if (attrs["dataFormat"] === "NCHW") throw noGradient("Conv2D", "of NCHW");
      const shared = pick(attrs, ["strides", "pad", "dataFormat", "dimRoundingMode"]);
      return {
        x: () => runKernel("Conv2DBackpropInput", { dy, filter }, { ...shared, inputShape: x.shape }),
        filter: () => runKernel("Conv2DBackpropFilter", { x, dy }, { ...shared, filterShape: filter.shape }),
      };
    },
  },
};
