import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { deployAssay } from "../utils/deployAssay.ts";
import { UNNAMED } from "../utils/unnamed.ts";

const STATUS_NONE = 0n;
const BPS = 10_000n;
const TERMS = { royaltyBps: 2000, coParentBps: 500, minPriceGwei: 0, currencies: 1, flags: 0 };

describe("AssayLens and BoardLens with the real contracts", () => {
  it("shows a version that nobody scored, on a benchmark that nobody created", async () => {
    const { assayLens, boardLens, pipelineRegistry, deployer, treasury } = await deployAssay(await network.create());
    await pipelineRegistry.mint({ ...UNNAMED, benchmarkId: 77, specDigest: id("spec"), terms: TERMS });
    await pipelineRegistry.registerVersion({
      pipelineId: 1,
      manifestDigest: id("manifest"),
      trainingCommitment: ZeroHash,
      parents: [],
      datasets: [],
      collaborators: [],
      maxRoyaltyBps: 0,
    });

    expect(await assayLens.statusOf(1)).to.equal(STATUS_NONE);
    const [row, ...more] = await assayLens.versions(1, 100);
    expect(more).to.deep.equal([]);
    expect(row?.benchmarkId).to.equal(77n);
    expect(row?.owner).to.equal(deployer.address);
    expect(row?.status).to.equal(STATUS_NONE);
    expect(row?.total).to.equal(0n);
    expect(row?.forSale).to.equal(false);
    expect(row?.suggestedPriceE18).to.equal(0n);
    expect(row?.salesWei).to.equal(0n);
    expect(row?.isRecordHolder).to.equal(false);

    expect(await assayLens.ownerOf(1)).to.equal(deployer.address);
    expect(await assayLens.datasetsOf(1)).to.deep.equal([]);
    expect(await assayLens.trainedOn(1)).to.deep.equal([[], 1n, true]);
    const { payees, edges, isFixed } = await assayLens["revenueShareOf(uint64)"](1);
    expect(edges).to.deep.equal([]);
    expect(isFixed).to.equal(false);
    // The fee in force, of test/utils/deployAssay.ts, is 2.5 %.
    expect(payees.map(({ payee, kind, keptBps }) => [payee, kind, keptBps])).to.deep.equal([
      [deployer.address, "owner", 9750n],
      [treasury.address, "protocol", 250n],
    ]);
    expect(await assayLens["revenueShareOf(uint64,address)"](1, treasury.address)).to.deep.equal([
      250n,
      250n * BPS,
      0n,
      0n,
    ]);

    expect(await boardLens.board(77)).to.deep.equal([]);
    expect(await boardLens.records(1, 100)).to.deep.equal([]);
    expect(await boardLens.popularity(1, 100)).to.deep.equal([[1n, 1n, "", 77n, deployer.address, 0n, 0n, false]]);
    expect(await boardLens.contributors(1, 100)).to.deep.equal([[deployer.address, 1n, 0n, 0n, 0n]]);
  });
});
