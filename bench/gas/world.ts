import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  AbiCoder,
  concat,
  getBytes,
  keccak256,
  Signature,
  toBeHex,
  TypedDataEncoder,
  type ContractTransactionResponse,
  ZeroHash,
} from "ethers";
import { network } from "hardhat";

import AssayModule from "../../deploy/modules/Assay.ts";
import {
  type Benchmarks,
  Benchmarks__factory,
  type Committee,
  Committee__factory,
  type DatasetRegistry,
  DatasetRegistry__factory,
  type Market,
  Market__factory,
  type PipelineRegistry,
  PipelineRegistry__factory,
  type Scores,
  Scores__factory,
} from "../../typechain-types/index.ts";

export const EPOCH_SECONDS = 3600;
export const WINDOW_SECONDS = 86_400;
const TOTAL = 2_000;
const ENGINE = keccak256("0x01");
const WORKERS = 3;

/** One result of a version: right answers, and the paired counts against its primary parent. */
export interface Result {
  readonly versionId: bigint;
  readonly correct: number;
  readonly parentRight?: number;
}

/** The protocol on an in-process chain, with one benchmark and three staked workers, and what the rows have in common. */
export interface World {
  readonly signers: readonly HardhatEthersSigner[];
  readonly registry: PipelineRegistry;
  readonly datasets: DatasetRegistry;
  readonly market: Market;
  readonly benchmarks: Benchmarks;
  readonly scores: Scores;
  readonly committee: Committee;
  readonly benchmarkId: bigint;
  readonly gasOf: (transaction: Promise<ContractTransactionResponse>) => Promise<bigint>;
  /** Moves chain time. */
  advance(seconds: number): Promise<void>;
  mintPipeline(owner: HardhatEthersSigner): Promise<ContractTransactionResponse>;
  registerVersion(owner: HardhatEthersSigner, pipelineId: bigint): Promise<bigint>;
  /** Requests, signs, submits and settles one batch; gas of submission and settlement. */
  score(results: readonly Result[]): Promise<{ submit: bigint; settle: bigint }>;
}

export const TERMS = { royaltyBps: 5_000, coParentBps: 1_000, minPriceGwei: 0, currencies: 1, flags: 0 };

export const digest = (text: string): string => keccak256(AbiCoder.defaultAbiCoder().encode(["string"], [text]));

export async function createWorld(): Promise<World> {
  const connection = await network.create();
  const signers = await connection.ethers.getSigners();
  const [deployer, governor, guardian, treasury, ...others] = signers;
  if (!deployer || !governor || !guardian || !treasury) throw new Error("the network has too few accounts");
  const workers = others.slice(0, WORKERS);

  const deployed = await connection.ignition.deploy(AssayModule, {
    parameters: {
      Assay: {
        epochSeconds: EPOCH_SECONDS,
        maxFeePerWorkerGwei: 4_000_000,
        minStakeWei: 10n ** 18n,
        exitDelaySeconds: 14 * 86_400,
        challengeRounds: [
          { size: 3, quorum: 2 },
          { size: 3, quorum: 3 },
        ],
        protocolFeeBps: 250,
        governanceDelaySeconds: 0,
        governor: governor.address,
        guardian: guardian.address,
        treasury: treasury.address,
      },
    },
  });
  const address = (name: keyof typeof deployed): Promise<string> => deployed[name].getAddress();
  const registry = PipelineRegistry__factory.connect(await address("pipelineRegistry"), deployer);
  const datasets = DatasetRegistry__factory.connect(await address("datasetRegistry"), deployer);
  const market = Market__factory.connect(await address("market"), deployer);
  const benchmarks = Benchmarks__factory.connect(await address("benchmarks"), deployer);
  const scores = Scores__factory.connect(await address("scores"), deployer);
  const committee = Committee__factory.connect(await address("committee"), deployer);

  for (const worker of workers) {
    await committee.connect(governor).admit(worker.address, true);
    await committee.connect(worker).stake("http://127.0.0.1:1", { value: 10n ** 18n });
  }
  const now = await connection.networkHelpers.time.latest();
  await benchmarks.createBenchmark({
    manifestDigest: digest("benchmark"),
    total: TOTAL,
    baselineBps: 5_000,
    targetBps: 9_900,
    committeeSize: WORKERS,
    quorum: WORKERS,
    feePerWorkerGwei: 1_000_000,
    startsAt: now,
    termSeconds: 90 * 86_400,
    graceSeconds: 7 * 86_400,
    challengeWindowSeconds: WINDOW_SECONDS,
    engineDigests: [ENGINE],
  });
  const benchmarkId = 1n;
  await connection.networkHelpers.time.increase(EPOCH_SECONDS);

  const gasOf = async (transaction: Promise<ContractTransactionResponse>): Promise<bigint> => {
    const receipt = await (await transaction).wait();
    if (receipt === null) throw new Error("transaction was not mined");
    return receipt.gasUsed;
  };

  return {
    signers: others.slice(WORKERS),
    registry,
    datasets,
    market,
    benchmarks,
    scores,
    committee,
    benchmarkId,
    gasOf,
    async advance(seconds) {
      await connection.networkHelpers.time.increase(seconds);
    },
    mintPipeline: (owner) =>
      registry
        .connect(owner)
        .mint({ licence: ZeroHash, name: "", benchmarkId, specDigest: digest("spec"), terms: TERMS }),
    async registerVersion(owner, pipelineId) {
      await registry.connect(owner).registerVersion({
        pipelineId,
        manifestDigest: digest("manifest"),
        trainingCommitment: digest("commitment"),
        parents: [],
        datasets: [],
        collaborators: [],
        maxRoyaltyBps: 9_000,
      });
      return registry.versionCount();
    },
    async score(results) {
      // From the start of an epoch, so that all requests fall into one.
      const start = (await benchmarks.currentEpoch()) + 1n;
      await connection.networkHelpers.time.increaseTo(start * BigInt(EPOCH_SECONDS));
      const fee = await scores.requestFee(results[0]?.versionId ?? 0n);
      for (const { versionId } of results) await scores.requestScore(versionId, { value: fee });
      const epoch = await benchmarks.currentEpoch();
      await connection.networkHelpers.time.increase(EPOCH_SECONDS);
      await committee.closeEpoch(epoch);
      const shard = (await benchmarks.batchRulesOf(benchmarkId, ENGINE, epoch)).shard;
      const holder = await scores.recordOf(benchmarkId);
      const items = concat(
        results.flatMap(({ versionId, correct, parentRight = 0 }) =>
          [versionId, correct, holder, 0, 0, parentRight, 0].map((field) => toBeHex(field, 4)),
        ),
      );
      const header = { benchmarkId, epoch, shard, engineDigest: ENGINE, predictionsRoot: digest("predictions") };
      const domain = {
        name: "Assay Committee",
        version: "1",
        chainId: (await connection.ethers.provider.getNetwork()).chainId,
        verifyingContract: await committee.getAddress(),
      };
      const types = {
        Batch: [
          { name: "benchmarkId", type: "uint64" },
          { name: "epoch", type: "uint40" },
          { name: "shard", type: "uint32" },
          { name: "engineDigest", type: "bytes32" },
          { name: "predictionsRoot", type: "bytes32" },
          { name: "items", type: "bytes" },
          { name: "tag", type: "bytes32" },
        ],
      };
      const attestations = await Promise.all(
        workers.map(async (worker, index) => {
          const tag = digest(`tag ${String(index)}`);
          const value = { ...header, items: getBytes(items), tag };
          const signature = Signature.from(await worker.signTypedData(domain, types, value));
          if (TypedDataEncoder.hash(domain, types, value) !== (await committee.attestationDigest(header, items, tag))) {
            throw new Error("the contract hashes a batch differently");
          }
          return { worker: index, tag, r: signature.r, vs: signature.yParityAndS };
        }),
      );
      const submit = await gasOf(committee.submit(header, items, attestations));
      await connection.networkHelpers.time.increase(WINDOW_SECONDS + 1);
      const settle = await gasOf(committee.settle(header, items));
      for (const { versionId } of results) {
        const { requester } = await scores.requestOf(versionId);
        if (BigInt(requester) !== 0n) throw new Error(`the batch left version ${String(versionId)} unanswered`);
      }
      return { submit, settle };
    },
  };
}
