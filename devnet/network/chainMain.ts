import { readDeploymentParameters } from "@nomicfoundation/hardhat-ignition/helpers";
import hre from "hardhat";
import AssayModule from "../../deploy/modules/Assay.ts";
import { deployModule } from "./deployModule.ts";

// The chain of the local network, in a process of its own: serves JSON-RPC on 127.0.0.1, deploys the protocol through the
// Ignition module of every network, prints where both are, and serves until it is stopped.

const server = await hre.network.createServer("node", "127.0.0.1", 0);
const { address, port } = await server.listen();
const rpcUrl = `http://${address}:${String(port)}`;

const [parametersPath = "", directory = ""] = process.argv.slice(2);
const parameters = await readDeploymentParameters(parametersPath);
const contracts = await deployModule({ rpcUrl, module: AssayModule, parameters, directory });
process.stdout.write(`${JSON.stringify({ rpcUrl, contracts })}\n`);

process.once("SIGTERM", () => void server.close().finally(() => process.exit(0)));
// Ctrl-C reaches the whole group of processes: the parent decides when the chain stops.
process.on("SIGINT", () => {});
