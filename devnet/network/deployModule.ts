import { HardhatArtifactResolver } from "@nomicfoundation/hardhat-ignition/helpers";
import {
  deploy,
  type DeploymentParameters,
  DeploymentResultType,
  type IgnitionModule,
} from "@nomicfoundation/ignition-core";
import hre from "hardhat";

export type ModuleDeployment = {
  rpcUrl: string;
  module: IgnitionModule;
  parameters: DeploymentParameters;
  /** Ignition's journal: a module that builds on an earlier one finds its contracts here. */
  directory: string;
};

/**
 * Deploys an Ignition module with the chain's first unlocked account.
 * @returns addresses of the module's contracts by the names it gives them
 */
export async function deployModule(deployment: ModuleDeployment): Promise<Record<string, string>> {
  const { rpcUrl, module, parameters, directory } = deployment;
  const connection = await hre.network.create({ network: "localhost", override: { url: rpcUrl } });
  const accounts: unknown = await connection.provider.request({ method: "eth_accounts" });
  const result = await deploy({
    provider: connection.provider,
    artifactResolver: new HardhatArtifactResolver(hre.artifacts),
    ignitionModule: module,
    deploymentParameters: parameters,
    deploymentDir: directory,
    accounts: readAccounts(accounts),
    // Blocks come at once here.
    config: { blockPollingInterval: 10, requiredConfirmations: 1 },
  });
  await connection.close();
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT)
    throw new Error(`deployment failed: ${JSON.stringify(result)}`);
  return Object.fromEntries(
    Object.entries(module.results).map(([name, { id }]) => [name, result.contracts[id]?.address ?? ""]),
  );
}

function readAccounts(value: unknown): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new Error("eth_accounts answered something else than a list of addresses");
}
