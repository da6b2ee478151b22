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
const OUTPUT_LINES = 30;

/**
 * Runs Solidity tests in a copy of the project.
 * @param change edits the copy, whose folder it gets
 * @param match pattern of the names of the tests to run
 * @throws where nothing was run: the copy does not compile, say
 */
export async function runInCopy(
  change: (folder: string) => void,
  tests: readonly string[],
  match: string,
): Promise<TestOutcome[]> {
  const copy = copyProject();
  try {
    change(copy.folder);
    const file = join(copy.folder, "outcomes.json");
    const script = join("test", "invariant", "twins", "reportTests.ts");
    const flags = ["--disable-warning=ExperimentalWarning", "--import", "tsx"];
    const node = z.string().parse(findPinnedNode(root));
    const options = { cwd: copy.folder, env: childEnvironment(root) };
    const { output } = await runQuietly(node, [...flags, script, file, match, ...tests], options);
    const end = output.trim().split("\n").slice(-OUTPUT_LINES).join("\n");
    if (!existsSync(file)) throw new Error(`the tests did not run:\n${end}`);
    const outcomes = OutcomesSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    if (outcomes.length === 0) throw new Error(`no test matches ${match} in ${tests.join(", ")}`);
    return outcomes;
  } finally {
    copy.remove();
  }
}
