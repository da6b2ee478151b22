import { expect } from "chai";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { OTHER_SEED, SEED, tinyGptSpec } from "../testing/tinyRuns.ts";
import { shapesOf, sizeOf } from "./architecture.ts";
import { initialWeights } from "./initialWeights.ts";

const { architecture } = tinyGptSpec();
const LAYERS = 2;

describe("initialWeights (L-7, P-6)", () => {
  it("follows from the seed alone", () => {
    expect(weightsRoot(initialWeights(architecture, SEED))).to.equal(weightsRoot(initialWeights(architecture, SEED)));
    expect(weightsRoot(initialWeights(architecture, SEED))).not.to.equal(
      weightsRoot(initialWeights(architecture, OTHER_SEED)),
    );
  });

  it("has every tensor of the architecture: gains 1, biases 0, matrices within ±0.02·√3 and spread over it, ends of branches narrower", () => {
    const weights = initialWeights(architecture, SEED);
    expect([...weights.keys()]).to.deep.equal([...shapesOf(architecture).keys()]);
    for (const [name, { shape, values }] of weights) {
      expect(values.length).to.equal(sizeOf(shape));
      const endsBranch = name.endsWith("output.weight") && name !== "output.weight";
      const narrowing = endsBranch || name.endsWith("down.weight") ? Math.sqrt(2 * LAYERS) : 1;
      const limit = shape.length === 2 ? (0.02 * Math.sqrt(3)) / narrowing : 0;
      if (name.endsWith(".gain")) expect([...new Set(values)]).to.deep.equal([1]);
      else if (limit === 0) expect([...new Set(values)]).to.deep.equal([0]);
      else {
        expect(Math.max(...values))
          .to.be.at.most(limit)
          .and.above(limit / 2);
        expect(Math.min(...values))
          .to.be.at.least(-limit)
          .and.below(-limit / 2);
      }
    }
  });
});
