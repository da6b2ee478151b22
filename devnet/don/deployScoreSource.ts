import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Signer } from "ethers";
import {
  FunctionsScoreSource__factory,
  Scores__factory,
  type FunctionsScoreSource,
} from "../../typechain-types/index.ts";
import { addConsumer, type Don } from "./deployDon.ts";

/** `IScores.SourceKind.REPORTS` */
const SOURCE_REPORTS = 1;
const CALLBACK_GAS = 300_000;
const SCRIPT_URL = new URL("../../functions-source/fetch-metrics.js", import.meta.url);

/** The protocol's contracts that a source works with, by address. */
export type ScoreSourceContext = { AccessManager: string; PipelineRegistry: string; Scores: string };

/**
 * Gives a running protocol its Functions source on `don`: deploys it for our script, lets it spend the subscription, and has the
 * governor admit it to Scores. `deployer` must be the one that deployed the network.
 */
export async function deployScoreSource(options: {
  don: Don;
  deployer: Signer;
  governor: Signer;
  contracts: ScoreSourceContext;
  gateways: string[];
}): Promise<FunctionsScoreSource> {
  const { don, deployer, governor, contracts, gateways } = options;
  const script = await readFile(SCRIPT_URL);
  const source = await new FunctionsScoreSource__factory(deployer).deploy(
    contracts.AccessManager,
    don.router,
    contracts.PipelineRegistry,
    contracts.Scores,
    don.subscriptionId,
    don.donId,
    CALLBACK_GAS,
    `0x${createHash("sha256").update(script).digest("hex")}`,
    gateways,
  );
  await source.waitForDeployment();
  await addConsumer(don, await source.getAddress());
  await (await Scores__factory.connect(contracts.Scores, governor).setSource(source, SOURCE_REPORTS)).wait();
  return source;
}
