import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { OTHER_SEED, SEED, tinyClassifierSpec } from "../testing/tinyRuns.ts";
import { checkConfigDigest, configDigest } from "./configDigest.ts";

describe("configDigest (P-6)", () => {
  it("depends on the spec and on the seed", () => {
    const digests = [
      configDigest(tinyClassifierSpec(), SEED),
      configDigest(tinyClassifierSpec(), OTHER_SEED),
      configDigest(tinyClassifierSpec({ steps: 7 }), SEED),
    ];
    expect(new Set(digests).size).to.equal(3);
    expect(configDigest(tinyClassifierSpec(), SEED)).to.equal(digests[0]);
  });

  it("is refused in a proof under another account's seed", async () => {
    const proof = { configDigest: configDigest(tinyClassifierSpec(), SEED) };
    checkConfigDigest(proof, tinyClassifierSpec(), SEED);
    await expectAssayError(() => checkConfigDigest(proof, tinyClassifierSpec(), OTHER_SEED), "ProofMismatch");
  });
});
