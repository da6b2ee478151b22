import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../../EngineError.ts";
import { runKernel } from "../../gradients/runKernel.ts";
import { namedTensors } from "../../testing/namedTensors.ts";
import { type Case, expectClose, runEverywhere } from "../../testing/runEverywhere.ts";
import { withBackend } from "../../testing/withBackend.ts";

function caseOf(shape: number[], hasGain: boolean, hasBias: boolean): Case {
  const channels = [shape.at(-1) ?? 1];
  return {
    name: `[${shape.join(", ")}]${hasGain ? " with gain" : ""}${hasBias ? " with bias" : ""}`,
    shapes: [shape, channels, channels, channels, channels],
    run: (...[x, mean, spread, gain, bias]) => {
      // Variances are not negative: the absolute numbers, computed outside of the backend.
      const variance = tf.tensor([...(spread?.dataSync() ?? [])].map(Math.abs), channels);
      const inputs = { x, mean, variance, scale: hasGain ? gain : undefined, offset: hasBias ? bias : undefined };
      return [runKernel("FusedBatchNorm", namedTensors(inputs), { varianceEpsilon: 0.01 })];
    },
  };
}

describe("FusedBatchNorm", () => {
  it("is close to tfjs' cpu, with the same bits on any threads", async () => {
    const shapes = [
      [3, 5, 5, 1],
      [2, 4, 3, 7],
      [11, 8],
      [5, 19],
    ];
    const cases = shapes.flatMap((shape) => [
      caseOf(shape, true, true),
      caseOf(shape, false, true),
      caseOf(shape, true, false),
      caseOf(shape, false, false),
    ]);
    for (const { assay, cpu } of await runEverywhere(cases)) expectClose(assay[0] ?? [], cpu[0] ?? [], 1e-4);
  });

  it("refuses statistics that are not one number for each channel", async () => {
    await withBackend({}, () => {
      const x = tf.ones<tf.Rank.R2>([2, 3]);
      expect(() => tf.batchNorm(x, x, x)).to.throw(EngineError, "does not compute FusedBatchNorm");
    });
  });
});
