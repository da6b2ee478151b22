import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./root.mjs";
import { runChild } from "./runChild.mjs";
import { testFiles } from "./testFiles.mjs";

const TIMEOUT_MS = 60_000;

/**
 * Runs the tests of the given files and folders.
 * @param mochaArgs passed on to mocha, such as --grep
 * @returns what passed, failed and was skipped; a run that breaks off counts as one failure
 */
export async function runTests({ solidity, mocha }, mochaArgs) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const solidityFiles = solidity.flatMap((path) => testFiles(path, ".t.sol"));
  const mochaFiles = mocha.flatMap((path) => testFiles(path, ".test.ts"));
  if (solidityFiles.length > 0) add(counts, await run("scripts/solidityTests.ts", solidityFiles));
  if (mochaFiles.length > 0) {
    const reporter = ["--reporter", join(root, "scripts", "mochaReporter.cjs")];
    const options = ["--no-config", "--forbid-only", "--timeout", String(TIMEOUT_MS), ...reporter, ...mochaArgs];
    add(counts, await run("node_modules/mocha/lib/cli/cli.js", [...options, ...mochaFiles]));
  }
  return counts;
}

async function run(script, args) {
  const folder = mkdtempSync(join(tmpdir(), "assay-test-"));
  const file = join(folder, "counts.json");
  const code = await runChild(script, args, { ASSAY_TEST_COUNTS: file });
  const counts = readCounts(file);
  rmSync(folder, { recursive: true });
  if (code !== 0 && counts.failed === 0) {
    console.log(`The run broke off with exit code ${code}.`);
    counts.failed = 1;
  }
  return counts;
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function add(sum, counts) {
  for (const key of Object.keys(sum)) sum[key] += counts[key];
}
