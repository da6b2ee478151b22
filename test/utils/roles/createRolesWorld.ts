import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { AbiCoder, BaseContract, id, keccak256, ZeroHash } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import type { BenchmarkParamsStruct } from "../../../typechain-types/contracts/Benchmarks.ts";
import type { IPipelineRegistry } from "../../../typechain-types/contracts/PipelineRegistry.ts";
import { FunctionsScoreSource__factory } from "../../../typechain-types/index.ts";
import { datasetParams } from "../datasetParams.ts";
import { type AssayDeployment, deployAssay } from "../deployAssay.ts";

/** Who calls. `owner` owns the only pipeline, version, dataset and allowlist; `worker` is the only one staked. */
export const ROLES = [
  "nobody",
  "owner",
  "worker",
  "scores",
  "committee",
  "guardian",
  "governor",
  "admin",
  "deployer",
] as const;
export type Role = (typeof ROLES)[number];

export const ADMIN_ROLE = 0n;
export const ENGINE = id("engine");
export const PRICE_GWEI = 1_000_000;
export const PRICE_WEI = 10n ** 15n;
export const STAKE_WEI = 10n ** 18n;

/** The deployed protocol with one dataset, allowlist, benchmark, pipeline and listed version, and one worker. */
export interface RolesWorld {
  connection: NetworkConnection;
  assay: AssayDeployment;
  addresses: Readonly<Record<Role, string>>;
  guardian: HardhatEthersSigner;
  governor: HardhatEthersSigner;
  admin: HardhatEthersSigner;
  /** Every contract of ours that the modules deploy, by name. */
  contracts: ReadonlyMap<string, BaseContract>;
  owner: HardhatEthersSigner;
  worker: HardhatEthersSigner;
  now: number;
}

/** A run that starts from fixed weights; everything that no check reads is constant. */
export const PROOF = {
  dataDigest: ENGINE,
  configDigest: ENGINE,
  initRoot: ENGINE,
  finalRoot: ENGINE,
  metricsDigest: ENGINE,
  logHead: ENGINE,
  checkpointsRoot: ENGINE,
  engineDigest: ENGINE,
  steps: 1n,
};
const COMMITMENT = keccak256(
  AbiCoder.defaultAbiCoder().encode(
    ["tuple(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64)"],
    [Object.values(PROOF)],
  ),
);

export const TERMS = { royaltyBps: 1000, coParentBps: 1000, minPriceGwei: 0n, currencies: 1, flags: 0 };

export const MINT_PARAMS: IPipelineRegistry.MintParamsStruct = {
  benchmarkId: 1n,
  specDigest: ENGINE,
  licence: ZeroHash,
  name: "",
  terms: TERMS,
};

export const MANUAL_PRICE = {
  manual: true,
  listed: true,
  staleAtFloor: false,
  inUsd: false,
  currency: 0,
  exponent: 1,
  floorNano: 0,
  capNano: 0,
  manualNano: PRICE_GWEI,
};

export const benchmarkParams = (startsAt: number): BenchmarkParamsStruct => ({
  manifestDigest: id("benchmark"),
  total: 1000,
  baselineBps: 5000,
  targetBps: 9500,
  committeeSize: 3,
  quorum: 2,
  feePerWorkerGwei: 1000,
  startsAt,
  termSeconds: 90 * 86_400,
  graceSeconds: 7 * 86_400,
  challengeWindowSeconds: 86_400,
  engineDigests: [ENGINE],
});

export const versionParams = (parents: readonly bigint[] = []): IPipelineRegistry.VersionParamsStruct => ({
  pipelineId: 1n,
  manifestDigest: id("manifest"),
  trainingCommitment: COMMITMENT,
  parents: [...parents],
  datasets: [1n],
  collaborators: [],
  maxRoyaltyBps: 9000n,
});

/** @param governanceDelaySeconds what governor and admin wait; what the world needs of them is scheduled and awaited */
export async function createRolesWorld(governanceDelaySeconds = 0): Promise<RolesWorld> {
  const connection = await network.create();
  const assay = await deployAssay(connection, { governanceDelaySeconds });
  const [nobody, owner, worker, admin, router] = assay.others;
  if (!nobody || !owner || !worker || !admin || !router) throw new Error("the network has too few accounts");
  const { accessManager, governor, deployer } = assay;

  const source = await new FunctionsScoreSource__factory(deployer).deploy(
    accessManager,
    router,
    assay.pipelineRegistry,
    assay.benchmarks,
    assay.scores,
    1n,
    ZeroHash,
    300_000,
    ENGINE,
    ["https://gateway.example"],
  );
  const govern = async (target: BaseContract, name: string, args: readonly unknown[]): Promise<void> => {
    const data = target.interface.encodeFunctionData(name, args);
    if (governanceDelaySeconds > 0) {
      await accessManager.connect(governor).schedule(target, data, 0);
      await connection.networkHelpers.time.increase(governanceDelaySeconds);
    }
    await governor.sendTransaction({ to: await target.getAddress(), data });
  };
  await govern(accessManager, "grantRole", [ADMIN_ROLE, admin.address, governanceDelaySeconds]);
  await govern(assay.committee, "admit", [worker.address, true]);

  await assay.datasetRegistry.connect(owner).register(datasetParams(id("data"), 100));
  await assay.policies.connect(owner).createAllowlist();
  const now = await connection.networkHelpers.time.latest();
  await assay.benchmarks.createBenchmark(benchmarkParams(now));
  await assay.pipelineRegistry.connect(owner).mint(MINT_PARAMS);
  await assay.pipelineRegistry.connect(owner).registerVersion(versionParams());
  await assay.committee.connect(worker).stake("http://127.0.0.1:1", { value: STAKE_WEI });

  const scores = await assay.scores.getAddress();
  const committee = await assay.committee.getAddress();
  for (const address of [scores, committee]) await connection.networkHelpers.setBalance(address, 10n ** 20n);
  const asScores = await connection.ethers.getImpersonatedSigner(scores);
  const validUntil = now + 90 * 86_400;
  await assay.market
    .connect(asScores)
    .onScoresSettled([
      { versionId: 1n, boundBps: 8000, baselineBps: 5000, targetBps: 9500, validUntil, improved: true },
    ]);
  await assay.market.connect(owner).setPriceTerms(1n, MANUAL_PRICE);
  await assay.market.connect(owner).buy(1n, 1, owner, PRICE_WEI, 0, 2n ** 40n, { value: PRICE_WEI });

  const contracts = new Map<string, BaseContract>([["FunctionsScoreSource", source]]);
  for (const [name, value] of Object.entries(assay)) {
    const isOurs = value instanceof BaseContract && value !== accessManager;
    if (isOurs) contracts.set(`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value);
  }
  return {
    connection,
    assay,
    addresses: {
      nobody: nobody.address,
      owner: owner.address,
      worker: worker.address,
      scores,
      committee,
      guardian: assay.guardian.address,
      governor: governor.address,
      admin: admin.address,
      deployer: deployer.address,
    },
    contracts,
    guardian: assay.guardian,
    governor,
    admin,
    owner,
    worker,
    now,
  };
}
