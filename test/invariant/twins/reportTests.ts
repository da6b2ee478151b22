// Runs Solidity tests in the project of the current folder: reportTests.ts <file of the outcomes> <pattern> <test file ...>
import { writeFileSync } from "node:fs";
import hre from "hardhat";
import { z } from "zod";
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

/** The source files of the libraries that the built contracts link: contracts of their own, which are not built for them. */
async function linkedLibraries(): Promise<string[]> {
  const names = await hre.artifacts.getAllFullyQualifiedNames();
  const built = await Promise.all([...names].map((name) => hre.artifacts.readArtifact(name)));
  const sources = built.flatMap(({ linkReferences }) => Object.keys(linkReferences));
  return [...new Set(sources)].map((source) => source.replace(/^project\//, ""));
}

const [file, grep, ...tests] = z.tuple([z.string(), z.string()]).rest(z.string()).parse(process.argv.slice(2));
await hre.tasks.getTask("build").run({ files: tests });
const libraries = await linkedLibraries();
if (libraries.length > 0) await hre.tasks.getTask("build").run({ files: libraries });
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
