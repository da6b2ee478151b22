import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { childEnvironment, findPinnedNode } from "../../../scripts/lib/pinnedNode.mjs";
import { root } from "../../../scripts/lib/root.mjs";
import { runQuietly } from "../../../scripts/lib/runQuietly.mjs";
import { copyProject } from "./copyProject.ts";
import type { TestOutcome } from "./twin.ts";

const OutcomesSchema: z.ZodType<TestOutcome[]> = z.array(
  z.object({ name: z.string(), passed: z.boolean(), reason: z.string(), calls: z.number() }),
);
const MochaSchema = z.object({
  tests: z.array(z.object({ fullTitle: z.string(), err: z.object({ message: z.string().optional() }) })),
});
const OUTPUT_LINES = 30;
const MOCHA_TIMEOUT_MS = "120000";

/**
 * Runs tests in a copy of the project.
 * @param from the project, or a copy of it
 * @param change edits the copy, whose folder it gets
 * @param match pattern of the names of the tests to run
 * @throws where nothing was run: the copy does not compile, say
 */
export async function runInCopy(
  from: string,
  change: (folder: string) => void,
  tests: readonly string[],
  match: string,
): Promise<TestOutcome[]> {
  const copy = copyProject(from);
  try {
    change(copy.folder);
    const solidity = tests.filter((file) => file.endsWith(".sol"));
    const mocha = tests.filter((file) => file.endsWith(".ts"));
    const outcomes = [
      ...(solidity.length > 0 ? await runSolidity(copy.folder, solidity, match) : []),
      ...(mocha.length > 0 ? await runMocha(copy.folder, mocha, match) : []),
    ];
    if (outcomes.length === 0) throw new Error(`no test matches ${match} in ${tests.join(", ")}`);
    return outcomes;
  } finally {
    copy.remove();
  }
}

async function runSolidity(folder: string, tests: readonly string[], match: string): Promise<TestOutcome[]> {
  const file = join(folder, "solidity.json");
  const output = await runScript(folder, "test/invariant/twins/reportTests.ts", [file, match, ...tests]);
  return OutcomesSchema.parse(readReport(file, output));
}

/** A mocha test counts as one call: those before the one that fails are its calls too. */
async function runMocha(folder: string, tests: readonly string[], match: string): Promise<TestOutcome[]> {
  const file = join(folder, "mocha.json");
  const built = await runScript(folder, "node_modules/hardhat/dist/src/cli.js", ["build", "--no-tests"]);
  const reporter = ["--reporter", "json", "--reporter-option", `output=${file}`];
  const options = ["--no-config", "--timeout", MOCHA_TIMEOUT_MS, "--grep", match, ...reporter];
  const output = await runScript(folder, "node_modules/mocha/lib/cli/cli.js", [...options, ...tests]);
  const report = MochaSchema.parse(readReport(file, `${built}\n${output}`));
  return report.tests.map(({ fullTitle, err }, index) => ({
    name: fullTitle,
    passed: err.message === undefined,
    reason: err.message ?? "",
    calls: index + 1,
  }));
}

async function runScript(folder: string, script: string, args: readonly string[]): Promise<string> {
  const flags = ["--disable-warning=ExperimentalWarning", "--import", "tsx"];
  const node = z.string().parse(findPinnedNode(root));
  const { output } = await runQuietly(node, [...flags, script, ...args], { cwd: folder, env: childEnvironment(root) });
  return output;
}

function readReport(file: string, output: string): unknown {
  const end = output.trim().split("\n").slice(-OUTPUT_LINES).join("\n");
  if (!existsSync(file)) throw new Error(`the tests did not run:\n${end}`);
  return JSON.parse(readFileSync(file, "utf8"));
}
