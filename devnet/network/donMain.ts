import { readDeploymentParameters } from "@nomicfoundation/hardhat-ignition/helpers";
import { JsonRpcProvider } from "ethers";
import FunctionsScoreSourceModule from "../../deploy/modules/FunctionsScoreSource.ts";
import { Scores__factory } from "../../typechain-types/index.ts";
import { addConsumer, deployDon } from "../don/deployDon.ts";
import { startDon } from "../don/don.ts";
import { createDonNodes } from "../don/donNode.ts";
import { walletOf } from "./accounts.ts";
import { deployModule } from "./deployModule.ts";

// The Chainlink Functions network of the local chain, in a process of its own: deploys Chainlink's contracts with four fresh
// nodes, deploys our source through its Ignition module, has the governor admit it, and answers requests until stopped.

/** `IScores.SourceKind.REPORTS` */
const SOURCE_REPORTS = 1;

const [rpcUrl = "", parametersPath = "", directory = "", scoresAddress = "", ...gateways] = process.argv.slice(2);
const provider = new JsonRpcProvider(rpcUrl, undefined, { staticNetwork: true, pollingInterval: 50, cacheTimeout: -1 });
const deployer = walletOf("deployer").connect(provider);

const nodes = createDonNodes();
const don = await deployDon(deployer, nodes);
const contracts = await deployModule({
  rpcUrl,
  module: FunctionsScoreSourceModule,
  parameters: {
    ...(await readDeploymentParameters(parametersPath)),
    FunctionsScoreSource: {
      router: await don.router.getAddress(),
      donId: don.donId,
      subscriptionId: don.subscriptionId,
      callbackGasLimit: 300_000,
      gateways,
    },
  },
  directory,
});
const source = contracts.functionsScoreSource ?? "";
await addConsumer(don, source);
const scores = Scores__factory.connect(scoresAddress, walletOf("governor").connect(provider));
await (await scores.setSource(source, SOURCE_REPORTS)).wait();

const running = startDon({
  provider,
  don,
  nodes,
  onEvent: (event) => {
    if (event.kind === "failed") process.stderr.write(`the Functions network failed: ${String(event.cause)}\n`);
  },
});
process.stdout.write(`${JSON.stringify({ functionsScoreSource: source })}\n`);

process.once("SIGTERM", () => {
  void running.stop().finally(() => {
    provider.destroy();
    process.exit(0);
  });
});
// Ctrl-C reaches the whole group of processes: the parent decides when the nodes stop.
process.on("SIGINT", () => {});
