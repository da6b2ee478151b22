import { expect } from "chai";
import { describe, it } from "mocha";
import { type EdgeState, neededEdges } from "./neededEdges.ts";

/** 1 ← 2 ← 3, and 4 with the parents 2 and 1; only 3 and 4 have sold. */
const LINEAGE: EdgeState[] = [
  { versionId: 1, parents: [], pendingWei: [] },
  { versionId: 2, parents: [1], pendingWei: [0n] },
  { versionId: 3, parents: [2], pendingWei: [70n] },
  { versionId: 4, parents: [2, 1], pendingWei: [9n, 0n] },
];

describe("neededEdges", () => {
  it("carries sales through versions that have none of their own, children first", () => {
    expect(neededEdges(LINEAGE, new Set([1]))).to.deep.equal([
      { child: 4, parentIndex: 0 },
      { child: 3, parentIndex: 0 },
      { child: 2, parentIndex: 0 },
    ]);
  });

  it("leaves out edges above the targets", () => {
    expect(neededEdges(LINEAGE, new Set([2]))).to.deep.equal([
      { child: 4, parentIndex: 0 },
      { child: 3, parentIndex: 0 },
    ]);
  });

  it("settles nothing for a version without descendants", () =>
    expect(neededEdges(LINEAGE, new Set([3]))).to.deep.equal([]));

  it("settles nothing where nothing waits", () => {
    const dry = LINEAGE.map((state) => ({ ...state, pendingWei: state.pendingWei.map(() => 0n) }));
    expect(neededEdges(dry, new Set([1]))).to.deep.equal([]);
  });
});
