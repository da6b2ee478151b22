import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { JsonRpcProvider } from "ethers";
import { z } from "zod";
import { walletOf } from "../network/accounts.ts";
import { deployDon } from "./deployDon.ts";
import { deployScoreSource } from "./deployScoreSource.ts";
import { startDon, type DonEvent } from "./don.ts";
import { createDonNodes } from "./donNode.ts";

// The Functions nodes of the local network, in a process of their own: deploys Chainlink's contracts and our source on the chain
// at `rpcUrl`, prints one line of JSON with the addresses, and serves requests until it is stopped.
//
// Arguments: rpcUrl, path of deployment.json, one or more gateways.

const DeploymentSchema = z.looseObject({
  contracts: z.looseObject({ AccessManager: z.string(), PipelineRegistry: z.string(), Scores: z.string() }),
});

const [rpcUrl = "", deploymentPath = "", ...gateways] = process.argv.slice(2);
const { contracts } = DeploymentSchema.parse(JSON.parse(await readFile(deploymentPath, "utf8")));
// Ethers answers equal questions of the same quarter second from memory, nonces included.
const provider = new JsonRpcProvider(rpcUrl, undefined, { staticNetwork: true, pollingInterval: 50, cacheTimeout: -1 });
const deployer = walletOf("deployer").connect(provider);
const governor = walletOf("governor").connect(provider);

const nodes = createDonNodes();
const don = await deployDon(deployer, nodes);
const source = await deployScoreSource({ don, deployer, governor, contracts, gateways });
const running = startDon({ provider, don, nodes, pollMs: 100, onEvent: log });

const addresses = {
  FunctionsScoreSource: await source.getAddress(),
  FunctionsRouter: await don.router.getAddress(),
  FunctionsCoordinator: await don.coordinator.getAddress(),
  LinkToken: await don.link.getAddress(),
};
process.stdout.write(`${JSON.stringify({ contracts: addresses, subscriptionId: String(don.subscriptionId) })}\n`);

process.once("SIGTERM", () => {
  void running.stop().finally(() => {
    provider.destroy();
    process.exit(0);
  });
});
// Ctrl-C reaches the whole group of processes: the parent decides when the nodes stop.
process.on("SIGINT", () => {});

/** Standard output belongs to the ready line. */
function log(event: DonEvent): void {
  process.stderr.write(`${inspect(event, { breakLength: Infinity })}\n`);
}
