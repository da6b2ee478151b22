import { join } from "node:path";
import { parseArgs } from "node:util";

import type { Network } from "../network/network.ts";
import { startNetwork } from "../network/startNetwork.ts";
import { createNarrator } from "./narrator.ts";
import { createStage } from "./stage.ts";
import { tellStory } from "./story.ts";
import { renderSummary, summarise } from "./summary.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 0) {
  process.stderr.write(
    `error: --seed ${values.seed} is not a whole number of at least 0; give one, such as --seed 2\n`,
  );
  process.exit(2);
}

const started = Date.now();
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort(new Error("stopped by a signal")));

// With --json, stdout is for the object alone.
const narrator = createNarrator(values.json ? process.stderr : process.stdout);
narrator.block(
  "Assay: the assay sets the price. Starting a chain, a Chainlink DON, an IPFS gateway and three workers …",
);

let network: Network | undefined;
try {
  network = await startNetwork({ signal: stop.signal, onStep: (text) => narrator.say(text) });
  const stage = createStage(network, narrator, stop.signal);
  const told = await tellStory(stage, seed);
  const summary = await summarise(stage, told, Math.round((Date.now() - started) / 1000));
  stage.provider.destroy();
  narrator.block(renderSummary(stage, summary));
  if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  if (values.keep) await keep(network);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${message}; run it again, or see what is printed above\n`);
  process.exitCode = stop.signal.aborted ? 130 : 1;
} finally {
  await network?.stop();
}

async function keep({ rpcUrl, gatewayUrl, directory }: Network): Promise<void> {
  narrator.block(
    `Everything keeps running. JSON-RPC ${rpcUrl}, gateway ${gatewayUrl}, homes in ${join(directory, "homes")}.\n` +
      "The commands above can be pasted in another terminal. Ctrl-C stops it all.",
  );
  await new Promise<void>((resolve) => {
    stop.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
