import { expect } from "chai";
import { fullMatrix, PAIRWISE_MATRIX, type Setting } from "./matrix.ts";

/** Every pair of values of two columns that some setting has. */
function pairsOf(settings: readonly Setting[]): Set<string> {
  const pairs = settings.flatMap((setting) => {
    const cells = Object.entries(setting).map(([column, value]) => `${column} ${String(value)}`);
    return cells.flatMap((a, i) => cells.slice(i + 1).map((b) => `${a}, ${b}`));
  });
  return new Set(pairs);
}

describe("PAIRWISE_MATRIX", () => {
  it("has every pair that the full matrix has", () => {
    expect(fullMatrix()).to.have.lengthOf(24);
    expect([...pairsOf(fullMatrix())].filter((pair) => !pairsOf(PAIRWISE_MATRIX).has(pair))).to.deep.equal([]);
  });
});
