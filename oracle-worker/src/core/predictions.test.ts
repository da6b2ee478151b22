import { createHash } from "node:crypto";
import { expect } from "chai";
import { encodePredictions, predictionsRoot } from "./predictions.ts";

const hash = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

describe("predictions", () => {
  it("C-4: are big-endian words in sample order", () => {
    expect([...encodePredictions(Uint16Array.of(1, 0x0203))]).to.deep.equal([0, 1, 2, 3]);
  });

  it("C-4, P-3: have a root over one leaf per item; an unavailable item's leaf is zero", () => {
    const first = Uint8Array.of(0, 1);
    const leaf = (data: Uint8Array) => hash(Uint8Array.of(0), data);
    const root = hash(Uint8Array.of(1), leaf(hash(first)), leaf(new Uint8Array(32)));
    expect(predictionsRoot([first, undefined])).to.equal(`0x${root.toString("hex")}`);
    expect(predictionsRoot([first])).to.equal(`0x${leaf(hash(first)).toString("hex")}`);
    expect(predictionsRoot([new Uint8Array()])).to.not.equal(predictionsRoot([undefined]));
  });
});
