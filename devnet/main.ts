import { ROLES } from "./network/accounts.ts";
import { startNetwork } from "./network/startNetwork.ts";

// `npm run dev`: the local network until Ctrl-C.

const stopped = new Promise<void>((resolve) => {
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve());
});
const network = await startNetwork({ onStep: (text) => process.stderr.write(`${text}\n`) });
const rows = ROLES.map((role) => `  ${role.padEnd(14)} ${network.accounts[role]}  ${network.homes[role]}`);
process.stdout.write(
  [
    `chain      ${network.rpcUrl} (chain id ${String(network.chainId)})`,
    `gateway    ${network.gatewayUrl}`,
    ...network.workers.map(({ role, url }) => `${role.padEnd(10)} ${url}`),
    `deployment ${network.deploymentPath}`,
    "accounts and their homes:",
    ...rows,
    `try: npx assay --home ${network.homes["buyer-1"]} doctor`,
    "Ctrl-C stops everything and removes the homes.",
    "",
  ].join("\n"),
);
await stopped;
await network.stop();
