// npm run coverage: what the Solidity tests reach of the contracts. Hardhat counts no branches, forge does; it is a package of
// its own, so that nobody else installs it. An `if` without `else` is one branch to forge: the one taken.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { ensureLocked } from "../lib/ensureLocked.mjs";
import { childEnvironment } from "../lib/pinnedNode.mjs";
import { root } from "../lib/root.mjs";
import { runQuietly } from "../lib/runQuietly.mjs";
import { SetupError } from "../lib/SetupError.mjs";
import { type FileCoverage, readLcov } from "./readLcov.ts";

const FOLDER = join(root, "scripts", "forge");
const LCOV = join(root, "cache", "coverage", "lcov.info");
const FAILURE_LINES = 50;
const CELL = 20;

/** The program itself: npm's wrapper of it exits 0 when tests fail. @throws SetupError */
function findForge(): string {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const path = join(FOLDER, "node_modules", "@foundry-rs", `forge-${platform}`, "bin", "forge");
  if (!existsSync(path)) throw new SetupError(`there is no forge for ${platform} in ${join(FOLDER, "package.json")}`);
  return path;
}

/** Without the optimizer some tests of gas fail; whether tests pass is for `npm test` to say. */
async function measure(say: (text: string) => void): Promise<FileCoverage[]> {
  const args = ["coverage", "--root", root, "--report", "lcov", "--report-file", LCOV];
  const env = { ...childEnvironment(root), FOUNDRY_CONFIG: join(FOLDER, "foundry.toml") };
  mkdirSync(dirname(LCOV), { recursive: true });
  rmSync(LCOV, { force: true });
  const { code, output } = await runQuietly(findForge(), args, { cwd: root, env });
  if (!existsSync(LCOV)) {
    const end = output.trim().split("\n").slice(-FAILURE_LINES).join("\n");
    throw new SetupError(`forge failed with exit code ${code}:\n${end}`);
  }
  const failures = output.match(/^\[FAIL.*/gm) ?? [];
  for (const failure of new Set(failures)) say(`without the optimizer: ${failure}`);
  return readLcov(readFileSync(LCOV, "utf8")).filter(({ file }) => file.startsWith("contracts/"));
}

function cell({ found, hit }: FileCoverage["lines"]): string {
  const share = found === 0 ? "" : `${((100 * hit) / found).toFixed(1)} %`;
  return `${`${hit}/${found}`.padStart(10)}${share.padStart(CELL - 10)}`;
}

try {
  const say = (text: string): boolean => process.stderr.write(`[coverage] ${text}\n`);
  await ensureLocked(FOLDER, ["--ignore-scripts", "--include=optional"], () => say("installing forge ..."));
  say("building and testing the contracts without the optimizer ...");
  const files = await measure(say);
  const width = Math.max(...files.map(({ file }) => file.length));
  console.log(`${"".padEnd(width)}${"lines".padStart(CELL)}${"branches".padStart(CELL)}`);
  for (const { file, lines, branches } of files) {
    console.log(`${file.padEnd(width)}${cell(lines)}${cell(branches)}`);
    for (const [part, { missing }] of Object.entries({ lines, branches })) {
      if (missing.length > 0) console.log(`    ${part} not reached: ${[...new Set(missing)].join(", ")}`);
    }
  }
  const short = files.filter(({ branches }) => branches.missing.length > 0).map(({ file }) => file);
  console.log(short.length === 0 ? "\nevery branch is tested" : `\nbranches are missing in ${short.join(", ")}`);
  process.exitCode = short.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`[coverage] ${error.message}\n`);
  process.exitCode = 1;
}
