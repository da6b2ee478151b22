import { HardhatArtifactResolver, readDeploymentParameters } from "@nomicfoundation/hardhat-ignition/helpers";
import { deploy, type DeploymentParameters, DeploymentResultType } from "@nomicfoundation/ignition-core";
import hre from "hardhat";
import AssayModule from "../../deploy/modules/Assay.ts";

// The chain of the local network, in a process of its own: serves JSON-RPC on 127.0.0.1, deploys the protocol through the
// Ignition module of every network, prints where both are, and serves until it is stopped.

const server = await hre.network.createServer("node", "127.0.0.1", 0);
const { address, port } = await server.listen();
const rpcUrl = `http://${address}:${String(port)}`;

const [parametersPath = ""] = process.argv.slice(2);
const contracts = await deployAssay(rpcUrl, await readDeploymentParameters(parametersPath));
process.stdout.write(`${JSON.stringify({ rpcUrl, contracts })}\n`);

process.once("SIGTERM", () => void server.close().finally(() => process.exit(0)));
// Ctrl-C reaches the whole group of processes: the parent decides when the chain stops.
process.on("SIGINT", () => {});

/** Addresses of the protocol's contracts by the names that the module gives them. */
async function deployAssay(url: string, deploymentParameters: DeploymentParameters): Promise<Record<string, string>> {
  const connection = await hre.network.create({ network: "localhost", override: { url } });
  const accounts = await connection.provider.request({ method: "eth_accounts" });
  const result = await deploy({
    provider: connection.provider,
    artifactResolver: new HardhatArtifactResolver(hre.artifacts),
    ignitionModule: AssayModule,
    deploymentParameters,
    accounts: readAccounts(accounts),
    // Blocks come at once here.
    config: { blockPollingInterval: 10, requiredConfirmations: 1 },
  });
  await connection.close();
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) throw new Error(`deployment failed: ${JSON.stringify(result)}`);
  return Object.fromEntries(
    Object.entries(AssayModule.results).map(([name, { id }]) => [name, result.contracts[id]?.address ?? ""]),
  );
}

function readAccounts(value: unknown): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new Error("eth_accounts answered something else than a list of addresses");
}
