import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./npm.mjs";
import { findPinnedNode, isInstalledHere, isRunningNodeRecent, nodePackage, pinnedVersion } from "./pinnedNode.mjs";
import { runQuietly } from "./runQuietly.mjs";
import { SetupError } from "./SetupError.mjs";
import { hasStamp, writeStamp } from "./stamp.mjs";
import { startPhase } from "./startPhase.mjs";

const CI = ["ci", "--include=dev", "--include=optional", "--ignore-scripts=false", "--no-audit", "--no-fund"];

/** Installs what package-lock.json says unless it is there already. @throws SetupError */
export async function ensureInstalled(root) {
  const lock = readFileSync(join(root, "package-lock.json"));
  const stamp = `${createHash("sha256").update(lock).digest("hex")} ${nodePackage}\n`;
  const stampFile = join(root, "node_modules", ".assay-installed");
  if (hasStamp(stampFile, stamp) && findPinnedNode(root) !== undefined) return;
  if (!isInstalled(root, JSON.parse(lock))) await install(root);
  writeStamp(stampFile, stamp);
}

async function install(root) {
  if (pinnedVersion(root) === undefined && !isRunningNodeRecent()) {
    throw new SetupError(
      `there is no packaged Node for ${nodePackage.slice(5)}: install Node 24 and run this again with it`,
    );
  }
  const side = join(root, ".assay", "setup");
  rmSync(side, { recursive: true, force: true });
  try {
    const node = await nodeForNpm(root, side);
    const modules = join(root, "node_modules");
    const end = startPhase("installing the npm packages", modules);
    // npm would do it, but gives up on a folder that an interrupted install left half removed.
    rmSync(modules, { recursive: true, force: true, maxRetries: 5 });
    await npm(CI, { node, cwd: root });
    end();
  } finally {
    rmSync(side, { recursive: true, force: true });
  }
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  if (!isInstalled(root, lock)) throw new SetupError("npm left packages out: remove node_modules and run this again");
}

/**
 * npm picks optional native packages by the Node that runs it: under Node 20 it leaves out Hardhat's simulator. So npm runs
 * under the pinned Node, which waits in a side folder, because `npm ci` removes node_modules first.
 */
async function nodeForNpm(root, side) {
  if (isRunningNodeRecent() && !isInstalledHere(root, process.execPath)) return process.execPath;
  const version = pinnedVersion(root);
  const installed = join(root, "node_modules", nodePackage);
  if (readVersion(installed) === version) {
    mkdirSync(join(side, "bin"), { recursive: true });
    linkSync(join(installed, "bin", "node"), join(side, "bin", "node"));
    return join(side, "bin", "node");
  }
  const end = startPhase(`fetching Node ${version}`, side);
  mkdirSync(side, { recursive: true });
  writeSideProject(root, side);
  await npm([...CI, "--ignore-scripts"], { node: process.execPath, cwd: side });
  const node = join(side, "node_modules", nodePackage, "bin", "node");
  const { code, output } = await runQuietly(node, ["--version"], { cwd: side, env: process.env });
  if (code !== 0)
    throw new SetupError(`${nodePackage} ${version} does not run here (${output.trim()}): use Node 24 itself`);
  end();
  return node;
}

/** A project of one package, locked to the same bytes as ours. */
function writeSideProject(root, side) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const entry = { ...packages[`node_modules/${nodePackage}`] };
  const project = {
    name: "setup",
    version: "0.0.0",
    dependencies: { [nodePackage]: entry.version },
  };
  const lock = {
    ...project,
    lockfileVersion: 3,
    packages: { "": project, [`node_modules/${nodePackage}`]: entry },
  };
  delete entry.optional;
  writeFileSync(join(side, "package.json"), JSON.stringify(project));
  writeFileSync(join(side, "package-lock.json"), JSON.stringify(lock));
}

/** Whether node_modules holds what the lockfile says, as npm recorded it, with this platform's native packages. */
function isInstalled(root, lock) {
  const recordFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(recordFile) || findPinnedNode(root) === undefined || !hasSimulator(root)) return false;
  const record = JSON.parse(readFileSync(recordFile, "utf8")).packages;
  return Object.entries(lock.packages).every(([path, { version, optional, link }]) => {
    if (!path.startsWith("node_modules/") || link === true) return true;
    return record[path] === undefined ? optional === true : record[path].version === version;
  });
}

function hasSimulator(root) {
  const folder = join(root, "node_modules", "@nomicfoundation");
  return (
    existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(`edr-${process.platform}-${process.arch}`))
  );
}

function readVersion(folder) {
  const file = join(folder, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}
