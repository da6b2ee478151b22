import { join } from "node:path";
import { ensureLocked } from "../../scripts/lib/ensureLocked.mjs";
import { root } from "../../scripts/lib/root.mjs";

/** The package that the peers run in. */
export const PEERS = join(root, "bench", "peers");

/** Installs the peers' packages unless they are there. @throws SetupError */
export async function ensurePeers(): Promise<void> {
  await ensureLocked(PEERS, [], () => process.stderr.write("[bench] installing the peers' packages ...\n"));
}
