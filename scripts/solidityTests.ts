// Runs the given Solidity tests with Hardhat and writes the counts to the file ASSAY_TEST_COUNTS.
import { writeFileSync } from "node:fs";
import hre from "hardhat";
import { z } from "zod";

const SuiteSchema = z.object({
  testResults: z.array(z.object({ status: z.enum(["Success", "Failure", "Skipped"]) })),
});
const ResultSchema = z.object({ suiteResults: z.array(SuiteSchema) });
const OutcomeSchema = z.discriminatedUnion("success", [
  z.object({ success: z.literal(true), value: ResultSchema }),
  z.object({ success: z.literal(false), error: ResultSchema }),
]);

const testFiles = process.argv.slice(2);
const outcome = OutcomeSchema.parse(await hre.tasks.getTask(["test", "solidity"]).run({ testFiles }));
const { suiteResults } = outcome.success ? outcome.value : outcome.error;
// The task's own summary can still be empty when its output goes to a pipe.
const results = suiteResults.flatMap((suite) => suite.testResults);
const count = (status: string): number => results.filter((test) => test.status === status).length;
const counts = { passed: count("Success"), failed: count("Failure"), skipped: count("Skipped") };
writeFileSync(z.string().parse(process.env.ASSAY_TEST_COUNTS), JSON.stringify(counts));
process.exitCode = outcome.success ? 0 : 1;
