import { expect } from "chai";
import { shapesOf } from "../models/architecture.ts";
import { initialWeights } from "../models/initialWeights.ts";
import { stateShapes } from "../models/stateShapes.ts";
import type { Weights } from "../models/weights.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { flipBit } from "../testing/flipBit.ts";
import { SEED, tinyGptSpec } from "../testing/tinyRuns.ts";
import { differingLeaves, leavesOf, rootOfLeaves, selectLeaves } from "./leaves.ts";
import { decodeStateLeaves, encodeStateLeaves, stateLeavesBytes } from "./stateLeaves.ts";
import { weightsRoot } from "./weightsRoot.ts";

const spec = tinyGptSpec();
const weights = initialWeights(spec.architecture, SEED);
const state: Weights = new Map(
  [...stateShapes(spec)].map(([name, shape], i) => [
    name,
    weights.get(name) ?? { shape, values: new Float32Array(shape.reduce((size, n) => size * n, 1)).fill(i) },
  ]),
);

describe("leaves (P-2)", () => {
  it("have the root of the weights, also where they are picked out of a state's", () => {
    expect(rootOfLeaves(leavesOf(weights))).to.equal(weightsRoot(weights));
    expect(rootOfLeaves(selectLeaves(leavesOf(state), shapesOf(spec.architecture)))).to.equal(weightsRoot(weights));
  });

  it("name the one tensor of which one bit has changed", () => {
    for (const name of ["adam.v/norm.gain", "blocks.1.mlp.up.weight", "tokens.weight"]) {
      const changed = flipBit(state, name, 3, 0);
      expect(differingLeaves(leavesOf(changed), leavesOf(state))).to.deep.equal([name]);
    }
    expect(differingLeaves(leavesOf(state), leavesOf(state))).to.deep.equal([]);
  });
});

describe("leaves file (P-7)", () => {
  const leaves = { initial: leavesOf(weights), states: [leavesOf(state), leavesOf(flipBit(state, "norm.gain", 0, 7))] };

  it("reads back what it writes", () => {
    const bytes = encodeStateLeaves(leaves);
    expect(bytes.length).to.equal(stateLeavesBytes(spec, 2));
    const decoded = decodeStateLeaves(bytes, spec, 2);
    expect(rootOfLeaves(decoded.initial)).to.equal(rootOfLeaves(leaves.initial));
    expect(decoded.states.map(rootOfLeaves)).to.deep.equal(leaves.states.map(rootOfLeaves));
    expect(differingLeaves(leavesOf(state), decoded.states[1] ?? new Map())).to.deep.equal(["norm.gain"]);
  });

  it("refuses any other length", async () => {
    const bytes = encodeStateLeaves(leaves);
    for (const other of [bytes.subarray(1), new Uint8Array(bytes.length + 32), new Uint8Array()]) {
      await expectAssayError(() => decodeStateLeaves(other, spec, 2), "ManifestInvalid");
    }
  });
});
