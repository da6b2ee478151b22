import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { withBackend } from "../testing/withBackend.ts";
import { EngineError } from "../EngineError.ts";
import { adamInPlace, sgdInPlace } from "./optimizers.ts";

const ADAM = { beta1: 0.5, beta2: 0.5, correction1: 2, correction2: 2, epsilon: 1, rate: 0.5, decay: 0.5 };

describe("optimisers in place", () => {
  it("overwrite weights and moments", async () => {
    await withBackend({}, () => {
      const [weight, gradient, mean, square] = [[4], [2], [0], [0]].map((values) => tf.tensor1d(values));
      if (!weight || !gradient || !mean || !square) throw new Error("four tensors");
      adamInPlace([{ weight, gradient, mean, square, decays: true }], ADAM);
      // mean 1, square 2, update 2 / (√4 + 1)
      expect([mean, square].map((tensor) => tensor.dataSync()[0])).to.deep.equal([1, 2]);
      expect(weight.dataSync()[0]).to.be.closeTo(4 * 0.5 - (2 / 3) * 0.5, 1e-6);
      const velocity = tf.tensor1d([3]);
      const other = tf.tensor1d([1]);
      sgdInPlace([{ weight: other, gradient, velocity }], { momentum: 0.5, rate: 2 });
      expect([velocity, other].map((tensor) => tensor.dataSync()[0])).to.deep.equal([3.5, -6]);
    });
  });

  it("refuse tensors that others share, and gradients of another shape", async () => {
    await withBackend({}, () => {
      const weight = tf.tensor2d([1, 2], [1, 2]);
      const [gradient, velocity] = [tf.tensor2d([1, 1], [1, 2]), tf.tensor2d([1, 1], [1, 2])];
      const step = (): void => sgdInPlace([{ weight, gradient, velocity }], { momentum: 0, rate: 1 });
      const shared = weight.clone();
      expect(step).to.throw(EngineError).with.property("code", "UnsupportedOperation");
      shared.dispose();
      step();
      expect(() => sgdInPlace([{ weight, gradient: tf.tensor1d([1, 1]), velocity }], { momentum: 0, rate: 1 }))
        .to.throw(EngineError)
        .with.property("code", "ShapeInvalid");
    });
  });
});
