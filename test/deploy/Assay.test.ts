import { expect } from "chai";
import { network } from "hardhat";

import { deployAssay } from "../utils/deployAssay.ts";

const ADMIN_ROLE = 0n;
const GOVERNOR_ROLE = 1n;
const GUARDIAN_ROLE = 2n;
const SOURCE_VERIFIES = 2n;
const FOURTEEN_DAYS = 14 * 24 * 3600;

describe("deploy/modules/Assay", () => {
  it("wires the contracts to each other", async () => {
    const assay = await deployAssay(await network.create());
    expect(await assay.pipelineRegistry.DATASETS()).to.equal(await assay.datasetRegistry.getAddress());
    expect(await assay.datasetRegistry.POLICIES()).to.equal(await assay.policies.getAddress());
    expect(await assay.pipelineRegistry.renderer()).to.equal(await assay.tokenRenderer.getAddress());
    expect(await assay.scores.sourceKindOf(await assay.committee.getAddress())).to.equal(SOURCE_VERIFIES);
    expect(await assay.benchmarks.epochSeconds()).to.equal(3600n);
    expect(await assay.committee.minStakeWei()).to.equal(assay.parameters.minStakeWei);
    expect(await assay.market.protocolFee()).to.deep.equal([250n, assay.treasury.address]);
    expect(await assay.assayLens.versions(1n, 100n)).to.deep.equal([]);
    expect(await assay.boardLens.popularity(1n, 100n)).to.deep.equal([]);
  });

  it("leaves the deployer without any role", async () => {
    const assay = await deployAssay(await network.create());
    const { accessManager, deployer } = assay;
    for (const role of [ADMIN_ROLE, GOVERNOR_ROLE, GUARDIAN_ROLE]) {
      expect(await accessManager.hasRole(role, deployer.address)).to.deep.equal([false, 0n]);
    }
    await expect(assay.market.setProtocolFee(1))
      .to.be.revertedWithCustomError(assay.market, "AccessManagedUnauthorized")
      .withArgs(deployer.address);
  });

  it("lets the guardian stop everything at once, and nothing else", async () => {
    const assay = await deployAssay(await network.create(), { governanceDelaySeconds: FOURTEEN_DAYS });
    const { guardian } = assay;
    const committee = await assay.committee.getAddress();
    for (const contract of [
      assay.pipelineRegistry,
      assay.datasetRegistry,
      assay.market,
      assay.scores,
      assay.committee,
    ] as const) {
      await contract.connect(guardian).setPaused(true);
      expect(await contract.isPaused()).to.equal(true);
    }
    await assay.scores.connect(guardian).removeSource(committee);
    expect(await assay.scores.sourceKindOf(committee)).to.equal(0n);
    await expect(assay.scores.connect(guardian).setSource(committee, SOURCE_VERIFIES))
      .to.be.revertedWithCustomError(assay.scores, "AccessManagedUnauthorized")
      .withArgs(guardian.address);
    const [worker] = assay.others;
    if (!worker) throw new Error("no account is left for a worker");
    await assay.committee.connect(guardian).bar(worker.address);
    await expect(assay.committee.connect(guardian).admit(guardian.address, true))
      .to.be.revertedWithCustomError(assay.committee, "AccessManagedUnauthorized")
      .withArgs(guardian.address);
  });

  it("lets the governor act at once where the delay is 0", async () => {
    const assay = await deployAssay(await network.create());
    await assay.committee.connect(assay.governor).admit(assay.deployer.address, true);
    expect(await assay.committee.isAdmitted(assay.deployer.address)).to.equal(true);
  });

  it("makes the governor wait where there is a delay, as the protocol's administrator too", async () => {
    const connection = await network.create();
    const assay = await deployAssay(connection, { governanceDelaySeconds: FOURTEEN_DAYS });
    const { accessManager, committee, governor, deployer } = assay;
    expect(await accessManager.hasRole(GOVERNOR_ROLE, governor.address)).to.deep.equal([true, BigInt(FOURTEEN_DAYS)]);
    expect(await accessManager.hasRole(ADMIN_ROLE, governor.address)).to.deep.equal([true, BigInt(FOURTEEN_DAYS)]);
    await expect(committee.connect(governor).admit(deployer.address, true)).to.be.revertedWithCustomError(
      accessManager,
      "AccessManagerNotScheduled",
    );

    const call = committee.interface.encodeFunctionData("admit", [deployer.address, true]);
    await accessManager.connect(governor).schedule(await committee.getAddress(), call, 0);
    await connection.networkHelpers.time.increase(FOURTEEN_DAYS);
    await committee.connect(governor).admit(deployer.address, true);
    expect(await committee.isAdmitted(deployer.address)).to.equal(true);
  });

  it("names Scores once: the Market's hot path trusts no other caller", async () => {
    const assay = await deployAssay(await network.create());
    const scores = await assay.scores.getAddress();
    await expect(assay.market.connect(assay.governor).setScores(assay.deployer.address))
      .to.be.revertedWithCustomError(assay.market, "MarketScoresAlreadySet")
      .withArgs(scores);
  });
});
