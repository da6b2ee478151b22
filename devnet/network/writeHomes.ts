import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Role, ROLES, walletOf } from "./accounts.ts";

/** What every home of the network shares. */
export type HomeSettings = {
  rpcUrl: string;
  deploymentPath: string;
  gatewayUrl: string;
  /** Port of each role that is a worker. */
  workerPorts: ReadonlyMap<Role, number>;
};

/** Path of a role's home. */
export function homeOf(directory: string, role: Role): string {
  return join(directory, "homes", role);
}

/** Path of a role's content store. */
export function storeOf(directory: string, role: Role): string {
  return join(homeOf(directory, role), "store");
}

/** Writes a home directory for every role: configuration, key file, empty store. */
export async function writeHomes(directory: string, settings: HomeSettings): Promise<void> {
  await Promise.all(ROLES.map((role) => writeHome(directory, role, settings)));
}

async function writeHome(directory: string, role: Role, settings: HomeSettings): Promise<void> {
  const home = homeOf(directory, role);
  await mkdir(storeOf(directory, role), { recursive: true });
  await writeFile(join(home, "assay.json"), `${JSON.stringify(configOf(role, settings), null, 2)}\n`);
  await writeFile(join(home, "key"), `${walletOf(role).privateKey}\n`, { mode: 0o600 });
}

function configOf(role: Role, { rpcUrl, deploymentPath, gatewayUrl, workerPorts }: HomeSettings): object {
  const port = workerPorts.get(role);
  return {
    rpcUrl,
    deployment: deploymentPath,
    gateways: [gatewayUrl],
    ...(port === undefined ? {} : { worker: { host: "127.0.0.1", port, pollMs: 200, turnMs: 2_000, graceMs: 5_000 } }),
  };
}
