import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import {
  AccessManager__factory,
  Currencies__factory,
  DatasetRegistry__factory,
  Market__factory,
  PaymentLib__factory,
  PipelineRegistry__factory,
  Policies__factory,
  type Currencies,
  type DatasetRegistry,
  type Market,
  type PipelineRegistry,
} from "../../typechain-types/index.ts";
import { UNNAMED } from "./unnamed.ts";

export const NATIVE = "0x0000000000000000000000000000000000000000";

/** The Market between the real registries. An account stands for Scores, so that a test sets any score it likes. */
export interface MarketDeployment {
  connection: NetworkConnection;
  market: Market;
  currencies: Currencies;
  pipelines: PipelineRegistry;
  datasets: DatasetRegistry;
  /** Administers the AccessManager. */
  admin: HardhatEthersSigner;
  scores: HardhatEthersSigner;
  treasury: HardhatEthersSigner;
  /** The network's accounts that have no part in the deployment. */
  others: HardhatEthersSigner[];
}

/** @param protocolFeeBps 0..500 basis points */
export async function deployMarket(connection: NetworkConnection, protocolFeeBps: bigint): Promise<MarketDeployment> {
  const [admin, scores, treasury, ...others] = await connection.ethers.getSigners();
  if (!admin || !scores || !treasury) throw new Error("deployMarket needs 3 accounts");
  const manager = await new AccessManager__factory(admin).deploy(admin.address);
  const policies = await new Policies__factory(admin).deploy();
  const datasets = await new DatasetRegistry__factory(admin).deploy(manager, policies);
  const pipelines = await new PipelineRegistry__factory(admin).deploy(manager, datasets);
  const currencies = await new Currencies__factory(admin).deploy(manager, NATIVE, 0);
  const payments = await new PaymentLib__factory(admin).deploy();
  const libraries = { "project/contracts/libraries/PaymentLib.sol:PaymentLib": await payments.getAddress() };
  const market = await new Market__factory(libraries, admin).deploy(
    manager,
    pipelines,
    datasets,
    currencies,
    policies,
    protocolFeeBps,
    treasury.address,
  );
  await market.setScores(scores.address);
  return { connection, market, currencies, pipelines, datasets, admin, scores, treasury, others };
}

export interface Terms {
  royaltyBps: number;
  coParentBps: number;
  minPriceGwei: bigint;
  currencies: number;
  flags: number;
}

/** λ 60 %, φ 10 %, no minimum price, native coin only. */
export const PLAIN_TERMS: Terms = { royaltyBps: 6000, coParentBps: 1000, minPriceGwei: 0n, currencies: 1, flags: 0 };

/** Mints a pipeline; ids are sequential, so that the caller may count them. */
export async function mintPipeline(
  { pipelines }: MarketDeployment,
  owner: HardhatEthersSigner,
  benchmarkId: number,
  terms: Terms,
): Promise<bigint> {
  await pipelines.connect(owner).mint({ ...UNNAMED, benchmarkId, specDigest: id("spec"), terms });
  return pipelines.pipelineCount();
}
