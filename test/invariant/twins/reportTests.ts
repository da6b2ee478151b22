// Runs Solidity tests in the project of the current folder: reportTests.ts <file of the outcomes> <pattern> <test file ...>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import hre from "hardhat";
import { z } from "zod";
import { testFiles } from "../../../scripts/lib/testFiles.mjs";
import { type TestOutcome } from "./twin.ts";

const TestSchema = z.object({
  name: z.string(),
  status: z.enum(["Success", "Failure", "Skipped"]),
  reason: z.string().optional(),
  kind: z.union([
    z.object({ metrics: z.record(z.string(), z.object({ calls: z.coerce.number() })) }),
    z.object({ runs: z.coerce.number() }),
    z.object({}),
  ]),
});
const ResultSchema = z.object({ suiteResults: z.array(z.object({ testResults: z.array(TestSchema) })) });
const OutcomeSchema = z.discriminatedUnion("success", [
  z.object({ success: z.literal(true), value: ResultSchema }),
  z.object({ success: z.literal(false), error: ResultSchema }),
]);

/** A failing fuzz run is not counted by the runner; a test without arguments is one call. */
function callsOf({ kind, status }: z.infer<typeof TestSchema>): number {
  if ("metrics" in kind) return Object.values(kind.metrics).reduce((sum, { calls }) => sum + calls, 0);
  return "runs" in kind ? kind.runs + (status === "Failure" ? 1 : 0) : 1;
}

function linkedLibraries(): string[] {
  const files = testFiles(join("contracts", "libraries"), ".sol");
  return files.filter((path) => /^library [^]*\) (external|public) /m.test(readFileSync(path, "utf8")));
}

const [file, grep, ...tests] = z.tuple([z.string(), z.string()]).rest(z.string()).parse(process.argv.slice(2));
// Tests link the libraries that are contracts of their own, and build only what they import.
await hre.tasks.getTask("build").run({ files: linkedLibraries() });
const outcome = OutcomeSchema.parse(await hre.tasks.getTask(["test", "solidity"]).run({ testFiles: tests, grep }));
const { suiteResults } = outcome.success ? outcome.value : outcome.error;
const outcomes: TestOutcome[] = suiteResults
  .flatMap(({ testResults }) => testResults)
  .map((test) => ({
    name: test.name,
    passed: test.status === "Success",
    reason: test.reason ?? "",
    calls: callsOf(test),
  }));
writeFileSync(file, JSON.stringify(outcomes));
