import { expect } from "chai";
import { drawStateOf } from "./drawStateOf.ts";

const DRAWN = {
  round: 0,
  isClosed: true,
  isDrawn: true,
  isStored: true,
  isLost: false,
  isWhole: false,
  isMember: true,
};

describe("C-10: drawStateOf", () => {
  it("names members once the seed is stored, and without one where everybody is drawn", () => {
    expect(drawStateOf(DRAWN)).to.deep.equal({ state: "drawn", isMember: true });
    expect(drawStateOf({ ...DRAWN, isMember: false })).to.deep.equal({ state: "drawn", isMember: false });
    expect(drawStateOf({ ...DRAWN, isStored: false, isWhole: true }).state).to.equal("drawn");
  });

  it("has a seed stored before it is used", () =>
    expect(drawStateOf({ ...DRAWN, isStored: false }).state).to.equal("storable"));

  it("waits for the seed's block, and closes again where its hash is lost", () => {
    const undrawn = { ...DRAWN, isDrawn: false, isStored: false };
    expect(drawStateOf(undrawn).state).to.equal("waiting");
    expect(drawStateOf({ ...undrawn, isLost: true }).state).to.equal("open");
    expect(drawStateOf({ ...undrawn, isClosed: false }).state).to.equal("open");
  });

  it("C-13: looks after the seed of a challenge round, whatever became of the epoch's", () => {
    expect(drawStateOf({ ...DRAWN, round: 1, isStored: false, isLost: true }).state).to.equal("drawn");
    expect(drawStateOf({ ...DRAWN, round: 2, isDrawn: false }).state).to.equal("storable");
  });
});
