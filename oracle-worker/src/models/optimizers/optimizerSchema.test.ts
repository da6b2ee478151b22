import { expect } from "chai";
import { OptimizerSchema } from "./optimizerSchema.ts";

const takes = (value: object): boolean => OptimizerSchema.safeParse(value).success;

describe("OptimizerSchema (F-5)", () => {
  it("takes every optimiser, with and without its constants", () => {
    for (const kind of ["adamW", "adam", "sgd"]) expect(takes({ kind }), kind).to.equal(true);
    expect(takes({ kind: "adamW", beta1: "0", beta2: "0.95", epsilon: "0.00000001", weightDecay: "0.1" })).to.equal(
      true,
    );
    expect(takes({ kind: "sgd", momentum: "0.99" })).to.equal(true);
  });

  it("refuses constants that are not theirs, not decimals, or out of bounds", () => {
    for (const value of [
      { kind: "lion" },
      { kind: "adam", weightDecay: "0.1" },
      { kind: "sgd", beta1: "0.9" },
      { kind: "sgd", momentum: "1" },
      { kind: "adam", beta1: "1" },
      { kind: "adam", beta2: 0.9 },
      { kind: "adam", epsilon: "0" },
      { kind: "adam", epsilon: "1e-8" },
      { kind: "adamW", weightDecay: "-0.1" },
    ])
      expect(takes(value), JSON.stringify(value)).to.equal(false);
  });
});
