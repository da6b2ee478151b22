import { expect } from "chai";
import { AssayError } from "../errors.ts";
import {
  decodeItems,
  differingItems,
  encodeItems,
  ITEM_BYTES,
  type ScoreItem,
  UNAVAILABLE,
  unavailableItem,
} from "./scoreItem.ts";
import { toHex } from "./sha256.ts";

const ITEM: ScoreItem = {
  versionId: 1,
  correct: 2,
  holder: 3,
  newlyRight: 4,
  newlyWrong: 5,
  parentRight: 6,
  parentWrong: 0x0708090a,
};

describe("scoreItem", () => {
  it("C-3: packs seven big-endian words", () => {
    expect(toHex(encodeItems([ITEM]))).to.equal("0x0000000100000002000000030000000400000005000000060708090a");
    expect(encodeItems([])).to.have.length(0);
  });

  it("decodes what it encodes, from anywhere in a buffer", () => {
    const items = [ITEM, { ...ITEM, versionId: 9, correct: UNAVAILABLE }];
    const bytes = encodeItems(items);
    const inside = new Uint8Array(bytes.length + 5);
    inside.set(bytes, 5);
    expect(decodeItems(inside.subarray(5))).to.deep.equal(items);
  });

  it("refuses items that do not ascend, or do not fit", () => {
    expect(() => encodeItems([ITEM, ITEM])).to.throw(RangeError);
    for (const correct of [-1, 2 ** 32, 0.5, Number.NaN])
      expect(() => encodeItems([{ ...ITEM, correct }])).to.throw(RangeError);
    for (const bytes of [
      new Uint8Array(ITEM_BYTES - 1),
      new Uint8Array(ITEM_BYTES),
      new Uint8Array([...encodeItems([ITEM]), ...encodeItems([ITEM])]),
    ]) {
      expect(() => decodeItems(bytes))
        .to.throw(AssayError)
        .with.property("code", "ContentMismatch");
    }
  });

  it("names the items that differ, and those that only one has", () => {
    const mine = [ITEM, { ...ITEM, versionId: 2 }, { ...ITEM, versionId: 3 }];
    const theirs = [ITEM, { ...ITEM, versionId: 3, parentWrong: 0 }, { ...ITEM, versionId: 4 }];
    expect(differingItems(mine, theirs)).to.deep.equal([2, 3, 4]);
    expect(differingItems(mine, mine)).to.deep.equal([]);
  });

  it("marks what is unavailable with the largest word and nothing else", () => {
    expect(toHex(encodeItems([unavailableItem(7)]))).to.equal(`0x00000007ffffffff${"00".repeat(20)}`);
  });
});
