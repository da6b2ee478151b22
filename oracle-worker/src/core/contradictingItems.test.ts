import { expect } from "chai";
import { contradictingItems } from "./contradictingItems.ts";
import { type ScoreItem, unavailableItem } from "./scoreItem.ts";

const ITEM: ScoreItem = {
  versionId: 7,
  correct: 90,
  holder: 3,
  newlyRight: 5,
  newlyWrong: 2,
  parentRight: 4,
  parentWrong: 1,
};

describe("C-14: contradictingItems", () => {
  const changes: [string, Partial<ScoreItem>, boolean][] = [
    ["nothing", {}, false],
    ["correct", { correct: 91 }, true],
    ["parentRight", { parentRight: 5 }, true],
    ["parentWrong", { parentWrong: 0 }, true],
    ["newlyRight, of one holder", { newlyRight: 6 }, true],
    ["newlyWrong, of one holder", { newlyWrong: 3 }, true],
    ["another holder", { holder: 2, newlyRight: 1, newlyWrong: 1 }, false],
    ["another holder and correct", { holder: 2, correct: 89 }, true],
  ];
  for (const [what, change, isContradiction] of changes) {
    it(`${isContradiction ? "names" : "passes"} an item that differs in ${what}`, () => {
      const expected = isContradiction ? [7] : [];
      expect(contradictingItems([ITEM], [{ ...ITEM, ...change }])).to.deep.equal(expected);
      expect(contradictingItems([{ ...ITEM, ...change }], [ITEM])).to.deep.equal(expected);
    });
  }

  it("takes an item that one side could not measure, or does not have, for no contradiction", () => {
    expect(contradictingItems([ITEM], [unavailableItem(7)])).to.deep.equal([]);
    expect(contradictingItems([unavailableItem(7)], [ITEM])).to.deep.equal([]);
    expect(contradictingItems([ITEM], [])).to.deep.equal([]);
    expect(contradictingItems([], [ITEM])).to.deep.equal([]);
  });

  it("names every such version, ascending", () => {
    const mine = [9, 7, 8].map((versionId) => ({ ...ITEM, versionId }));
    const theirs = mine.map((item) => ({ ...item, correct: item.versionId === 8 ? 90 : 1 }));
    expect(contradictingItems(mine, theirs)).to.deep.equal([7, 9]);
  });
});
