import { expect } from "chai";
import { describe, it } from "mocha";
import { rankContributors, rankVersions, type VersionSales } from "./rankVersions.ts";

const ALICE = `0x${"Aa".repeat(20)}`;
const BOB = `0x${"bB".repeat(20)}`;

function sales(versionId: number, contributor: string, feeWei: bigint, record = false): VersionSales {
  return {
    versionId,
    pipelineId: 1,
    pipelineName: "one",
    benchmarkId: 1,
    contributor,
    feeWei,
    salesWei: 40n * feeWei,
    record,
  };
}

describe("rankVersions", () => {
  it("puts the most fee first, the lower id on ties, beyond what a double can tell apart", () => {
    const huge = 2n ** 90n;
    const rows = rankVersions([sales(1, ALICE, 5n), sales(2, BOB, huge + 1n), sales(3, BOB, huge), sales(4, BOB, 5n)]);
    expect(rows.map(({ rank, versionId }) => [rank, versionId])).to.deep.equal([
      [1, 2],
      [2, 3],
      [3, 1],
      [4, 4],
    ]);
  });
});

describe("rankContributors", () => {
  it("sums every version of a contributor, exactly, and ranks by fees and by records", () => {
    const rows = rankContributors([
      sales(1, ALICE, 3n, true),
      sales(2, BOB, 4n),
      sales(3, ALICE, 2n, true),
      sales(4, BOB, 2n, true),
    ]);
    expect(rows).to.deep.equal([
      { rank: 1, contributor: BOB, versions: 2, feeWei: 6n, salesWei: 240n, records: 1, recordRank: 2 },
      { rank: 2, contributor: ALICE, versions: 2, feeWei: 5n, salesWei: 200n, records: 2, recordRank: 1 },
    ]);
  });

  it("breaks ties by records, then by address", () => {
    const tie = rankContributors([sales(1, BOB, 1n), sales(2, ALICE, 1n)]);
    expect(tie.map(({ contributor, rank, recordRank }) => [contributor, rank, recordRank])).to.deep.equal([
      [ALICE, 1, 1],
      [BOB, 2, 2],
    ]);
    expect(rankContributors([sales(1, BOB, 1n, true), sales(2, ALICE, 1n)])[0]?.contributor).to.equal(BOB);
  });
});
