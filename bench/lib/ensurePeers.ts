import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../../scripts/lib/npm.mjs";
import { root } from "../../scripts/lib/root.mjs";
import { hasStamp, writeStamp } from "../../scripts/lib/stamp.mjs";

/** The package that the peers run in. */
export const PEERS = join(root, "bench", "peers");

/** Installs the peers' packages unless they are there. @throws SetupError */
export async function ensurePeers(): Promise<void> {
  const lock = readFileSync(join(PEERS, "package-lock.json"));
  const stampFile = join(PEERS, "node_modules", ".assay-installed");
  const stamp = createHash("sha256").update(lock).digest("hex");
  if (hasStamp(stampFile, stamp) && existsSync(join(PEERS, "node_modules"))) return;
  process.stderr.write("[bench] installing the peers' packages ...\n");
  await npm(["ci", "--no-audit", "--no-fund"], { node: process.execPath, cwd: PEERS });
  writeStamp(stampFile, stamp);
}
