import * as tf from "@tensorflow/tfjs-core";
import { withBackend } from "../testing/withBackend.ts";
import type { Pool } from "../kernels/pool.ts";
import { centralDifferences } from "../testing/centralDifferences.ts";
import { depthwise64 } from "../testing/convolve64.ts";
import { pool64 } from "../testing/pool64.ts";
import { randomConvolution } from "../testing/randomConvolution.ts";
import { randomValues } from "../testing/randomValues.ts";
import { expectClose } from "../testing/runEverywhere.ts";
import { sizeOf } from "../kernels/Operand.ts";
import { registerGradients } from "./registerGradients.ts";

const TOLERANCE = 1e-3;

// What tfjs' own kernels get wrong, and is therefore refused elsewhere (windows.test.ts).
describe("gradients of windows on assay", () => {
  before(registerGradients);

  it("AvgPool with padding", async () => {
    const side = { height: 5, outHeight: 3, windowHeight: 3, strideHeight: 2, padTop: 1 };
    const across = { width: 4, outWidth: 4, windowWidth: 2, strideWidth: 1, padLeft: 0 };
    const shape: Pool = { kind: "avg", images: 2, channels: 3, ...side, ...across };
    const x = randomValues(2 * 5 * 4 * 3, 1);
    const dy = randomValues(2 * 3 * 4 * 3, 2);
    await withBackend({}, () => {
      const pooled = (images: tf.Tensor): tf.Tensor => tf.avgPool(images as tf.Tensor4D, [3, 2], [2, 1], "same");
      const dx = tf.grad(pooled)(tf.tensor(x, [2, 5, 4, 3]), tf.tensor(dy, [2, 3, 4, 3]));
      const slopes = centralDifferences(x, (at) => pool64(at, shape), dy);
      expectClose(dx.dataSync(), slopes, TOLERANCE);
    });
  });

  it("DepthwiseConv2dNative, dilations included", async () => {
    for (const seed of [1, 2, 3, 5]) {
      const { name, shape, attributes, ...sizes } = randomConvolution(seed, { dilated: seed > 2, depthwise: true });
      const [x, filter, dy] = [sizes.x, sizes.filter, sizes.out].map((size, i) => randomValues(sizeOf(size), i + 1));
      if (x === undefined || filter === undefined || dy === undefined || typeof attributes.pad === "object") continue;
      const { pad, strides, dilations } = attributes;
      await withBackend({}, () => {
        const convolved = (images: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
          tf.depthwiseConv2d(images as tf.Tensor4D, weights as tf.Tensor4D, strides, pad, "NHWC", dilations);
        const inputs = [tf.tensor(x, sizes.x), tf.tensor(filter, sizes.filter)];
        const [dx, dw] = tf.grads(convolved)(inputs, tf.tensor(dy, sizes.out));
        const byX = centralDifferences(x, (at) => depthwise64(at, filter, shape), dy);
        expectClose(dx?.dataSync() ?? [], byX, TOLERANCE, `${name}: dx`);
        const byFilter = centralDifferences(filter, (at) => depthwise64(x, at, shape), dy);
        expectClose(dw?.dataSync() ?? [], byFilter, TOLERANCE, `${name}: dw`);
      });
    }
  });
});
