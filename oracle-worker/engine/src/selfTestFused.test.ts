import { expect } from "chai";
import { ATTENTION_BACKWARD, GELU } from "../assembly/operations.ts";
import type { Engine } from "./createEngine.ts";
import { EngineError } from "./EngineError.ts";
import { loadEngine } from "./loadEngine.ts";
import { selfTestFused } from "./selfTestFused.ts";

describe("selfTestFused", () => {
  it("passes on the engine, and finds one wrong bit of one kernel in one round", async () => {
    const engine = await loadEngine({ maxBytes: 2 ** 26 });
    try {
      const { used } = engine.stats();
      selfTestFused(engine);
      for (const operation of [GELU, ATTENTION_BACKWARD]) {
        expect(() => selfTestFused(withWrongBit(engine, operation)))
          .to.throw(EngineError)
          .with.property("code", "SelfTestFailed");
      }
      expect(engine.stats().used).to.equal(used);
    } finally {
      engine.close();
    }
  });
});

/** The engine, but for the last bit of the first element that the operation gives the 250th time. */
function withWrongBit(engine: Engine, wrong: number): Engine {
  let count = 0;
  return {
    ...engine,
    run(operation, integers, floats) {
      engine.run(operation, integers, floats);
      if (operation !== wrong || ++count !== 250) return;
      const result = (integers[operation === GELU ? 1 : 3] ?? 0) / 4;
      engine.i32[result] = (engine.i32[result] ?? 0) ^ 1;
    },
  };
}
