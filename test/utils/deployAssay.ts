import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";

import AssayModule from "../../deploy/modules/Assay.ts";
import {
  type AccessManager,
  AccessManager__factory,
  type AssayLens,
  AssayLens__factory,
  type Benchmarks,
  Benchmarks__factory,
  type BoardLens,
  BoardLens__factory,
  type Committee,
  Committee__factory,
  type Currencies,
  Currencies__factory,
  type DatasetRegistry,
  DatasetRegistry__factory,
  type Market,
  Market__factory,
  type PipelineRegistry,
  PipelineRegistry__factory,
  type Policies,
  Policies__factory,
  type Reassessments,
  Reassessments__factory,
  type Scores,
  Scores__factory,
  type TokenRenderer,
  TokenRenderer__factory,
} from "../../typechain-types/index.ts";

/** What the Ignition module takes; times in seconds, amounts in wei, fees in basis points. */
export interface AssayParameters {
  epochSeconds: number;
  maxFeePerWorkerGwei: number;
  minStakeWei: bigint;
  exitDelaySeconds: number;
  challengeRounds: { size: number; quorum: number }[];
  protocolFeeBps: number;
  governanceDelaySeconds: number;
  governor: string;
  guardian: string;
  treasury: string;
}

/** The protocol as `deploy/modules/Assay.ts` leaves it; every contract is connected to the deployer, who has no role. */
export interface AssayDeployment {
  parameters: AssayParameters;
  deployer: HardhatEthersSigner;
  governor: HardhatEthersSigner;
  guardian: HardhatEthersSigner;
  treasury: HardhatEthersSigner;
  /** The network's accounts that have no part in the deployment. */
  others: HardhatEthersSigner[];
  accessManager: AccessManager;
  policies: Policies;
  datasetRegistry: DatasetRegistry;
  pipelineRegistry: PipelineRegistry;
  currencies: Currencies;
  market: Market;
  benchmarks: Benchmarks;
  scores: Scores;
  committee: Committee;
  reassessments: Reassessments;
  assayLens: AssayLens;
  boardLens: BoardLens;
  tokenRenderer: TokenRenderer;
}

/**
 * Deploys the protocol through its Ignition module on an in-process network. Accounts 0 to 3 are deployer, governor, guardian
 * and treasury; give other addresses in `overrides` only with your own signers for them.
 */
export async function deployAssay(
  connection: NetworkConnection,
  overrides: Partial<AssayParameters> = {},
): Promise<AssayDeployment> {
  const [deployer, governor, guardian, treasury, ...others] = await connection.ethers.getSigners();
  if (!deployer || !governor || !guardian || !treasury) throw new Error("deployAssay needs 4 accounts");

  const parameters: AssayParameters = {
    epochSeconds: 3600,
    maxFeePerWorkerGwei: 4_000_000,
    minStakeWei: 10n ** 18n,
    exitDelaySeconds: 14 * 24 * 3600,
    challengeRounds: [
      { size: 3, quorum: 2 },
      { size: 3, quorum: 3 },
    ],
    protocolFeeBps: 250,
    governanceDelaySeconds: 0,
    governor: governor.address,
    guardian: guardian.address,
    treasury: treasury.address,
    ...overrides,
  };
  if (parameters.governor === deployer.address)
    throw new Error("the deployer renounces its role: it cannot be the governor");
  const deployed = await connection.ignition.deploy(AssayModule, { parameters: { Assay: { ...parameters } } });
  const address = (name: keyof typeof deployed) => deployed[name].getAddress();
  return {
    parameters,
    deployer,
    governor,
    guardian,
    treasury,
    others,
    accessManager: AccessManager__factory.connect(await address("accessManager"), deployer),
    policies: Policies__factory.connect(await address("policies"), deployer),
    datasetRegistry: DatasetRegistry__factory.connect(await address("datasetRegistry"), deployer),
    pipelineRegistry: PipelineRegistry__factory.connect(await address("pipelineRegistry"), deployer),
    currencies: Currencies__factory.connect(await address("currencies"), deployer),
    market: Market__factory.connect(await address("market"), deployer),
    benchmarks: Benchmarks__factory.connect(await address("benchmarks"), deployer),
    scores: Scores__factory.connect(await address("scores"), deployer),
    committee: Committee__factory.connect(await address("committee"), deployer),
    reassessments: Reassessments__factory.connect(await address("reassessments"), deployer),
    assayLens: AssayLens__factory.connect(await address("assayLens"), deployer),
    boardLens: BoardLens__factory.connect(await address("boardLens"), deployer),
    tokenRenderer: TokenRenderer__factory.connect(await address("tokenRenderer"), deployer),
  };
}
