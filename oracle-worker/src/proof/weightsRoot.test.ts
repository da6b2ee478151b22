import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import type { Weights } from "../models/weights.ts";
import { weightsRoot } from "./weightsRoot.ts";

const WEIGHTS: Weights = new Map([
  ["b", { shape: [2], values: Float32Array.of(1, -2) }],
  ["a", { shape: [1, 1], values: Float32Array.of(0.5) }],
]);

describe("weightsRoot (P-2)", () => {
  it("is the Merkle root over header, zero byte and little-endian values, sorted by name", () => {
    const leaf = (header: string, values: string): Uint8Array =>
      sha256(Uint8Array.of(0), new TextEncoder().encode(header), Uint8Array.of(0), Buffer.from(values, "hex"));
    const a = leaf('{"dtype":"F32","name":"a","shape":[1,1]}', "0000003f");
    const b = leaf('{"dtype":"F32","name":"b","shape":[2]}', "0000803f000000c0");
    expect(weightsRoot(WEIGHTS)).to.equal(toHex(sha256(Uint8Array.of(1), a, b)));
  });

  it("does not depend on the order of insertion, but on every name, shape and bit", () => {
    const roots = [
      WEIGHTS,
      new Map([...WEIGHTS].reverse()),
      new Map([...WEIGHTS].map(([name, tensor]) => [`${name}x`, tensor])),
      new Map([...WEIGHTS].map(([name, { values }]) => [name, { shape: [1, values.length], values }])),
      new Map(
        [...WEIGHTS].map(([name, { shape, values }]) => [name, { shape, values: values.map((x) => x + 2 ** -23) }]),
      ),
      new Map([...WEIGHTS, ["c", { shape: [1], values: Float32Array.of(-0) }]]),
      new Map([...WEIGHTS, ["c", { shape: [1], values: Float32Array.of(0) }]]),
    ].map(weightsRoot);
    expect(roots[1]).to.equal(roots[0]);
    expect(new Set(roots).size).to.equal(roots.length - 1);
  });
});
