import { expect } from "chai";
import { SEED, tinyClassifierSpec, tinyCnnSpec, tinyGptSpec } from "../testing/tinyRuns.ts";
import { useBackend } from "./backend.ts";
import { createTrainer } from "./createTrainer.ts";
import { initialWeights } from "./initialWeights.ts";
import { stateShapes } from "./stateShapes.ts";

describe("stateShapes (P-4)", () => {
  before(() => useBackend("cpu"));

  for (const { architecture } of [tinyClassifierSpec(), tinyGptSpec(), tinyCnnSpec()]) {
    for (const kind of ["adamW", "adam", "sgd"] as const) {
      it(`names exactly the tensors of a ${architecture.kind} under ${kind}`, () => {
        const spec = { architecture, optimizer: { kind } };
        const trainer = createTrainer(spec, { step: 0, tensors: initialWeights(architecture, SEED) });
        const state = trainer.state();
        trainer.dispose();
        expect([...stateShapes(spec).keys()].sort()).to.deep.equal([...state.keys()].sort());
        for (const [name, shape] of stateShapes(spec)) expect(state.get(name)?.shape).to.deep.equal([...shape]);
      });
    }
  }
});
