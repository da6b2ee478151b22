import { expect } from "chai";
import { gptStep, hashOf } from "../../oracle-worker/engine/reference/gptStep.mjs";
import { bitsOf } from "../../oracle-worker/engine/reference/number.mjs";
import { decode } from "../../oracle-worker/engine/reference/vectors.mjs";
import { ArchitectureSchema } from "../../oracle-worker/src/models/architecture.ts";
import { closeEngine, useBackend } from "../../oracle-worker/src/models/backend.ts";
import { createTrainer } from "../../oracle-worker/src/models/createTrainer.ts";
import { lossAndGradients } from "../../oracle-worker/src/models/lossAndGradients.ts";
import { toTensors, toWeights } from "../../oracle-worker/src/models/namedTensors.ts";
import type { Weights } from "../../oracle-worker/src/models/weights.ts";

// The product's trainer on the engine, and the reference, which shares no code with them.

describe("one training step of a GPT, on the engine and in the reference", () => {
  const expected = gptStep();
  const architecture = ArchitectureSchema.parse(expected.architecture);
  const { count, length } = expected.batch;
  const batch = { kind: "blocks", tokens: Int32Array.from(expected.batch.tokens), count, length } as const;
  const weights: Weights = new Map(
    Object.entries(expected.weights).map(([name, encoded]) => {
      const { shape, values } = decode(encoded);
      return [name, { shape, values: Float32Array.from(values) }];
    }),
  );
  after(() => closeEngine());

  for (const threads of [1, 2]) {
    it(`has the same loss, gradients and AdamW state with ${threads} threads`, async () => {
      await useBackend("assay", { threads });
      const tensors = toTensors(weights);
      const { loss, gradients } = lossAndGradients(architecture, tensors, batch);
      expect(hex(loss)).to.equal(expected.loss);
      expect(hashesOf(toWeights(gradients))).to.deep.equal(expected.gradients);
      for (const tensor of [...tensors.values(), ...gradients.values()]) tensor.dispose();

      const { beta1, beta2, epsilon, weightDecay } = expected.optimizer;
      const optimizer = { kind: "adamW", ...decimals({ beta1, beta2, epsilon, weightDecay }) } as const;
      const trainer = createTrainer({ architecture, optimizer }, { step: 0, tensors: weights });
      expect(hex(trainer.step(batch, expected.learningRate))).to.equal(expected.loss);
      expect(hashesOf(trainer.state())).to.deep.equal(expected.state);
      trainer.dispose();
    });
  }
});

function hex(x: number): string {
  return bitsOf(x).toString(16).padStart(8, "0");
}

function hashesOf(tensors: Weights): Record<string, string> {
  return Object.fromEntries(Array.from(tensors, ([name, { values }]) => [name, hashOf(values)]));
}

/** As a spec holds them. */
function decimals<K extends string>(numbers: Record<K, number>): Record<K, string> {
  return Object.fromEntries(
    Object.entries<number>(numbers).map(([name, value]) => [name, value.toFixed(8).replace(/0+$/, "")]),
  ) as Record<K, string>;
}
