import { expect } from "chai";
import { OTHER_SEED, SEED } from "../testing/tinyRuns.ts";
import { dropoutMask } from "./dropoutMask.ts";
import { randomStream } from "./randomStream.ts";

describe("dropoutMask (P-6)", () => {
  it("keeps about 1 − rate of the outputs, scaled so that their mean stays", () => {
    for (const rate of [0.1, 0.5, 0.75]) {
      const mask = dropoutMask({ key: SEED, step: 0 }, "output", 20_000, rate);
      const kept = mask.filter((factor) => factor !== 0);
      expect(kept.length / mask.length).to.be.closeTo(1 - rate, 0.02);
      expect([...new Set(kept)]).to.deep.equal([Math.fround(1 / (1 - rate))]);
    }
  });

  it("takes each step's own words of the layer's stream", () => {
    const words = randomStream(SEED, "dropout/layers.1");
    const expected = Array.from({ length: 5 }, (_, i) => (words.wordAt(3 * 5 + i) >>> 8 >= 2 ** 23 ? 2 : 0));
    expect([...dropoutMask({ key: SEED, step: 3 }, "layers.1", 5, 0.5)]).to.deep.equal(expected);
  });

  it("differs by step, layer and run", () => {
    const masks = [
      dropoutMask({ key: SEED, step: 0 }, "output", 64, 0.5),
      dropoutMask({ key: SEED, step: 1 }, "output", 64, 0.5),
      dropoutMask({ key: SEED, step: 0 }, "layers.0", 64, 0.5),
      dropoutMask({ key: OTHER_SEED, step: 0 }, "output", 64, 0.5),
    ];
    expect(new Set(masks.map((mask) => mask.join())).size).to.equal(4);
  });
});
