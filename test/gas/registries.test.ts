import { expect } from "chai";
import { AbiCoder, type ContractTransactionResponse, id, keccak256, ZeroHash } from "ethers";
import { network } from "hardhat";

import type { IPipelineRegistry, TrainingProofStruct } from "../../typechain-types/contracts/PipelineRegistry.ts";
import { datasetParams } from "../utils/datasetParams.ts";
import { deployAssay } from "../utils/deployAssay.ts";
import { UNNAMED } from "../utils/unnamed.ts";

const TERMS = { royaltyBps: 2000, coParentBps: 500, minPriceGwei: 0, currencies: 1, flags: 0 };

const PLAIN = { ...UNNAMED, benchmarkId: 1, specDigest: id("spec"), terms: TERMS };

/** A run from one weights root to another. */
const proofOf = (initRoot: string, finalRoot: string): TrainingProofStruct => ({
  dataDigest: id("data"),
  configDigest: id("config"),
  initRoot,
  finalRoot,
  metricsDigest: id("metrics"),
  logHead: id("log"),
  checkpointsRoot: id("checkpoints"),
  engineDigest: id("engine"),
  steps: 1000,
});

const commit = (proof: TrainingProofStruct): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      [...Array<string>(8).fill("bytes32"), "uint64"],
      [
        proof.dataDigest,
        proof.configDigest,
        proof.initRoot,
        proof.finalRoot,
        proof.metricsDigest,
        proof.logHead,
        proof.checkpointsRoot,
        proof.engineDigest,
        proof.steps,
      ],
    ),
  );

const gasOf = async (sent: Promise<ContractTransactionResponse>): Promise<number> => {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return Number(receipt.gasUsed);
};

/** Transaction gas, every slot cold; the collections are not empty (their first use costs one more slot). */
describe("gas of the registries", () => {
  const deploy = async () => {
    const { pipelineRegistry, datasetRegistry, others } = await deployAssay(await network.create());
    await pipelineRegistry.mint(PLAIN);
    const version = (
      fields: Partial<IPipelineRegistry.VersionParamsStruct>,
    ): IPipelineRegistry.VersionParamsStruct => ({
      pipelineId: 1,
      manifestDigest: id("manifest"),
      trainingCommitment: ZeroHash,
      parents: [],
      datasets: [],
      collaborators: [],
      maxRoyaltyBps: 9000,
      ...fields,
    });
    const parentProof = proofOf(id("seeded"), id("trained"));
    for (let n = 0; n < 4; n++) {
      await pipelineRegistry.registerVersion(version({ trainingCommitment: commit(parentProof) }));
    }
    return { pipelineRegistry, datasetRegistry, others, version, parentProof };
  };

  it("mints a pipeline in at most 90k, and 107k for a new owner", async () => {
    const { pipelineRegistry, others } = await deploy();
    const newOwner = others[0];
    if (!newOwner) throw new Error("no account left");
    expect(await gasOf(pipelineRegistry.mint(PLAIN))).to.be.at.most(90_000);
    expect(await gasOf(pipelineRegistry.connect(newOwner).mint(PLAIN))).to.be.at.most(107_000);
  });

  it("registers a version with a commitment in at most 108.5k, 2.9k of them for the alias latest", async () => {
    const { pipelineRegistry, version } = await deploy();
    const params = version({ trainingCommitment: id("commitment") });
    expect(await gasOf(pipelineRegistry.registerVersion(params))).to.be.at.most(108_500);
  });

  for (const { parents, limit } of [
    { parents: [1, 2], limit: 153_000 },
    { parents: [1, 2, 3, 4], limit: 163_000 },
  ]) {
    it(`registers a proven derivative with ${parents.length} parents in at most ${limit / 1000}k`, async () => {
      const { pipelineRegistry, version, parentProof } = await deploy();
      const proof = proofOf(id("trained"), id("tuned"));
      const params = version({ trainingCommitment: commit(proof), parents });
      expect(await gasOf(pipelineRegistry.registerDerivedVersion(params, proof, parentProof))).to.be.at.most(limit);
    });
  }

  it("registers a dataset in at most 109k", async () => {
    const { datasetRegistry } = await deploy();
    await datasetRegistry.register(datasetParams(id("data"), 100));
    expect(await gasOf(datasetRegistry.register(datasetParams(id("data"), 100, 1n)))).to.be.at.most(109_000);
  });
});
