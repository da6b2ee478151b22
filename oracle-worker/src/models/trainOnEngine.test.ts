import { AssayBackend } from "@assay/engine/backend/AssayBackend.ts";
import { registerBackend } from "@assay/engine/backend/registerBackend.ts";
import { loadEngine } from "@assay/engine/loadEngine.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { SEED, tinyClassifierSpec, tinyGptSpec } from "../testing/tinyRuns.ts";
import type { Architecture } from "./architecture.ts";
import { closeEngine, useBackend } from "./backend.ts";
import type { Batch } from "./batch.ts";
import { createTrainer } from "./createTrainer.ts";
import { initialWeights } from "./initialWeights.ts";
import type { OptimizerSpec } from "./optimizers/optimizerSchema.ts";
import type { Weights } from "./weights.ts";

const RUNS: readonly { architecture: Architecture; batch: Batch }[] = [
  {
    architecture: tinyGptSpec().architecture,
    batch: { kind: "blocks", tokens: Int32Array.of(1, 2, 3, 0, 1, 3, 3, 0, 2, 1), count: 2, length: 4 },
  },
  {
    architecture: tinyClassifierSpec().architecture,
    batch: { kind: "bags", bags: [Int32Array.of(1, 5, 9), Int32Array.of()], labels: Int32Array.of(0, 1) },
  },
];

function used(): { tensors: number; bytes: number } {
  const backend = tf.backend();
  if (!(backend instanceof AssayBackend)) throw new Error("not on the engine");
  return { tensors: tf.memory().numTensors, bytes: backend.engine.stats().used };
}

function train(architecture: Architecture, batch: Batch, optimizer?: OptimizerSpec): Weights {
  const trainer = createTrainer({ architecture, optimizer }, { step: 0, tensors: initialWeights(architecture, SEED) });
  for (let i = 0; i < 10; i++) trainer.step(batch, 0.01);
  const state = trainer.state();
  trainer.dispose();
  return state;
}

describe("training on the engine", () => {
  after(() => closeEngine());

  for (const { architecture, batch } of RUNS) {
    it(`gives a ${architecture.kind} the same bits on 1, 2 and 3 threads, with every optimiser`, async () => {
      for (const kind of ["adamW", "adam", "sgd"] as const) {
        const states = [];
        for (const threads of [1, 2, 3]) {
          await useBackend("assay", { threads });
          states.push(train(architecture, batch, { kind }));
        }
        expect(states[1]).to.deep.equal(states[0]);
        expect(states[2]).to.deep.equal(states[0]);
      }
    });

    it(`keeps nothing of a step of a ${architecture.kind}, nor of a trainer`, async () => {
      await useBackend("assay");
      const before = used();
      const trainer = createTrainer({ architecture }, { step: 0, tensors: initialWeights(architecture, SEED) });
      trainer.step(batch, 0.01);
      const held = used();
      for (let i = 0; i < 5; i++) trainer.step(batch, 0.01);
      expect(used()).to.deep.equal(held);
      trainer.dispose();
      expect(used()).to.deep.equal(before);
    });
  }

  it("names the memory limit, and keeps nothing of the step that met it", async () => {
    const engine = await loadEngine({ maxBytes: 2 ** 24 });
    await registerBackend(engine);
    const architecture: Architecture = {
      kind: "gpt",
      version: 2,
      alphabet: " abc",
      contextLength: 64,
      layers: 2,
      heads: 2,
      width: 32,
    };
    const trainer = createTrainer({ architecture }, { step: 0, tensors: initialWeights(architecture, SEED) });
    const batch = (count: number): Batch => ({ kind: "blocks", tokens: new Int32Array(count * 65), count, length: 64 });
    trainer.step(batch(1), 0.01);
    const held = used();
    await expectAssayError(() => trainer.step(batch(64), 0.01), "MemoryLimitReached");
    expect(used()).to.deep.equal(held);
    trainer.step(batch(1), 0.01);
    trainer.dispose();
    const free = used();
    const wide = { ...architecture, width: 1024 };
    await expectAssayError(
      () => createTrainer({ architecture: wide }, { step: 0, tensors: initialWeights(wide, SEED) }),
      "MemoryLimitReached",
    );
    expect(used()).to.deep.equal(free);
  });
});
