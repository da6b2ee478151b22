import { ROLES } from "./network/accounts.ts";
import { startNetwork } from "./network/startNetwork.ts";

// `npm run dev`: the local network until Ctrl-C.

const stop = new AbortController();
// Not once: npm passes on a Ctrl-C that the terminal has already sent.
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());

const network = await startNetwork({
  signal: stop.signal,
  blockMs: 2_000,
  onStep: (text) => void process.stderr.write(`${text}\n`),
}).catch((error: unknown) => {
  if (stop.signal.aborted) process.exit(130);
  throw error;
});
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
if (!stop.signal.aborted)
  await new Promise((resolve) => stop.signal.addEventListener("abort", resolve, { once: true }));
await network.stop();
