import { expect } from "chai";
import { id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { deployAssay } from "../utils/deployAssay.ts";

const STATUS_NONE = 0n;
const TERMS = { royaltyBps: 2000, coParentBps: 500, minPriceGwei: 0, currencies: 1, flags: 0 };

describe("AssayLens with the real contracts", () => {
  it("shows a version that nobody scored, on a benchmark that nobody created", async () => {
    const { assayLens, pipelineRegistry, deployer } = await deployAssay(await network.create());
    await pipelineRegistry.mint(77, id("spec"), TERMS);
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
    expect(row?.suggestedPriceWei).to.equal(0n);
    expect(row?.salesWei).to.equal(0n);
    expect(row?.isRecordHolder).to.equal(false);
  });
});
