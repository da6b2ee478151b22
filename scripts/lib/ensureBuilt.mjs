import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, findPinnedNode } from "./pinnedNode.mjs";
import { runQuietly } from "./runQuietly.mjs";
import { SetupError } from "./SetupError.mjs";
import { hasStamp, writeStamp } from "./stamp.mjs";
import { startPhase } from "./startPhase.mjs";

/** What the build reads; the lockfile stands for the compiler and the packages' contracts. */
const INPUTS = ["contracts", "hardhat.config.ts", "package-lock.json", "scripts/ownWarnings.ts"];
const OUTPUTS = ["artifacts/build-info", "typechain-types/index.ts"];

/** Builds the contracts and their types unless they are up to date. @throws SetupError */
export async function ensureBuilt(root) {
  const stampFile = join(root, "cache", "assay-built");
  const stamp = hashOf(root);
  if (hasStamp(stampFile, stamp) && OUTPUTS.every((path) => existsSync(join(root, path)))) return;
  const end = startPhase("building the contracts");
  const hardhat = join(root, "node_modules", "hardhat", "dist", "src", "cli.js");
  const args = ["--disable-warning=ExperimentalWarning", hardhat, "build", "--no-tests"];
  const { code, output } = await runQuietly(findPinnedNode(root), args, {
    cwd: root,
    env: childEnvironment(root),
  });
  if (code !== 0) throw new SetupError(`the contracts do not build:\n${output.trim()}`);
  writeStamp(stampFile, stamp);
  end();
}

function hashOf(root) {
  const hash = createHash("sha256");
  for (const file of INPUTS.flatMap((input) => filesUnder(root, input))) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

function filesUnder(root, path) {
  if (!existsSync(join(root, path))) return [];
  if (!/\.\w+$/.test(path)) {
    return readdirSync(join(root, path))
      .sort()
      .flatMap((entry) => filesUnder(root, `${path}/${entry}`));
  }
  return [path];
}
