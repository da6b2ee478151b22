import { expect } from "chai";
import { initialWeights } from "../models/initialWeights.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { OTHER_SEED, SEED, tinyGptSpec } from "../testing/tinyRuns.ts";
import { checkInitialWeights } from "./checkInitialWeights.ts";
import { weightsRoot } from "./weightsRoot.ts";

const { architecture } = tinyGptSpec();
const fromSeed = weightsRoot(initialWeights(architecture, SEED));
const parents = [
  { versionId: 3, finalRoot: `0x${"03".repeat(32)}` },
  { versionId: 4, finalRoot: `0x${"04".repeat(32)}` },
] as const;

describe("checkInitialWeights (L-7)", () => {
  it("takes the weights that the seed gives", () => {
    expect(checkInitialWeights({ initRoot: fromSeed, architecture, seed: SEED, parents })).to.deep.equal({
      kind: "seed",
    });
  });

  it("takes the final weights of any declared parent, and names it", () => {
    const initRoot = parents[1].finalRoot;
    expect(checkInitialWeights({ initRoot, architecture, seed: SEED, parents })).to.deep.equal({
      kind: "parent",
      versionId: 4,
    });
  });

  it("refuses weights from anywhere else: another account's seed, or a parent that is not declared", async () => {
    await expectAssayError(
      () => checkInitialWeights({ initRoot: fromSeed, architecture, seed: OTHER_SEED, parents }),
      "ProofMismatch",
    );
    const initRoot = parents[1].finalRoot;
    await expectAssayError(
      () => checkInitialWeights({ initRoot, architecture, seed: SEED, parents: [parents[0]] }),
      "ProofMismatch",
    );
  });
});
