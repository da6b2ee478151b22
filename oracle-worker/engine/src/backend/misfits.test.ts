import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../EngineError.ts";
import { runKernel } from "../gradients/runKernel.ts";
import { withBackend } from "../testing/withBackend.ts";

const images = (height: number): tf.Tensor4D => tf.ones([1, height, height, 1]);
const window = { strides: 1, pad: "same", dataFormat: "NHWC", filterSize: 2 };

/** Operations that tfjs itself lets through. All tensors lie in one memory: each would read or write its neighbours. */
const MISFITS: Record<string, () => tf.Tensor> = {
  "a product whose inner lengths differ": () => tf.matMul(tf.ones([2, 3]), tf.ones([2, 4])),
  "a transposed product whose inner lengths differ": () => tf.matMul(tf.ones([3, 2]), tf.ones([2, 4]), true),
  "a concatenation of other widths": () => tf.concat([tf.ones([2, 3]), tf.ones([2, 50])], 0),
  "a concatenation of other ranks": () => tf.concat([tf.ones([2, 3]), tf.ones([2, 3, 9])], 0),
  "a stack of other shapes": () => tf.stack([tf.ones([2, 3]), tf.ones([2, 50])]),
  "a negative padding": () => tf.pad(tf.ones([4]), [[-2, 2]]),
  "sums by more segment ids than rows": () =>
    tf.unsortedSegmentSum(tf.ones([3, 2]), tf.tensor1d([0, 1, 2, 0, 1], "int32"), 3),
  "a transposed convolution of a smaller image": () =>
    tf.conv2dTranspose(images(2), tf.ones([3, 3, 1, 1]), [1, 8, 8, 1], 1, "same"),
  "a filter's gradient from a smaller image": () =>
    runKernel("Conv2DBackpropFilter", { x: images(8), dy: images(2) }, { ...window, filterShape: [3, 3, 1, 1] }),
  "a depthwise gradient from a smaller image": () =>
    runKernel(
      "DepthwiseConv2dNativeBackpropInput",
      { dy: images(2), filter: tf.ones([3, 3, 1, 1]) },
      { ...window, inputShape: [1, 8, 8, 1] },
    ),
  "a depthwise filter's gradient from a smaller image": () =>
    runKernel(
      "DepthwiseConv2dNativeBackpropFilter",
      { x: images(8), dy: images(2) },
      { ...window, filterShape: [3, 3, 1, 1] },
    ),
  "a largest pool's gradient from a smaller image": () =>
    runKernel("MaxPoolGrad", { dy: images(2), input: images(8), output: images(8) }, window),
  "a mean pool's gradient from a smaller image": () =>
    runKernel("AvgPoolGrad", { dy: images(2), input: images(8) }, window),
};

describe("shapes that do not fit together", () => {
  for (const [name, run] of Object.entries(MISFITS)) {
    it(`${name}: refused before the engine sees it, nothing kept`, async () => {
      await withBackend({}, (backend) => {
        tf.tidy(() => {
          expect(run).to.throw(EngineError).with.property("code", "ShapeInvalid");
        });
        expect(backend.memory().used).to.equal(0);
      });
    });
  }
});
