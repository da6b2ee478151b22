import { InvalidArgumentError, Option } from "commander";
import type { BenchmarkInput } from "../addBenchmarkFile.ts";
import type { AddCommand } from "../addCommand.ts";
import { integerBetween, parseBps } from "../parse/parseInteger.ts";
import { parseGwei } from "../parse/parseWei.ts";

const DAY = 86_400;
const DEFAULT_FEE = "0.001eth";
const parseSeconds = integerBetween(0, 2 ** 32 - 1);

type Options = Omit<BenchmarkInput, "file">;

export const addBenchmark: AddCommand = (program, bind) => {
  program
    .command("benchmark")
    .summary("create benchmarks")
    .description("Benchmarks: held-out data that versions are scored on, and the rules of their scores.")
    .command("add")
    .summary("publish held-out data and create a benchmark on it")
    .description(
      "Publishes held-out data (JSON lines for accuracy, plain text for next-character) and fixes its rules for ever.",
    )
    .argument("<file>", "the held-out data")
    .requiredOption("--name <text>", "name of the benchmark")
    .requiredOption("--metric <metric>", "accuracy or next-character", parseMetric)
    .requiredOption("--target-bps <bps>", "bound at which the price reaches its cap", parseBps)
    .option("--baseline-bps <bps>", "accuracy of the trivial answer, or: computed", parseBaseline, "computed" as const)
    .option("--alphabet <text>", "next-character: every character, ascending")
    .option("--context-length <n>", "next-character: characters before the predicted one", integerBetween(1, 512))
    .option(
      "--bigrams-of <file>",
      "next-character: compute the baseline from the character pairs of this training text",
    )
    .option("--no-public-data", "the data was not public before")
    .option("--committee-size <n>", "workers that a request pays for", integerBetween(1, 32), 3)
    .option("--quorum <n>", "identical signatures that a score needs", integerBetween(1, 32), 2)
    .addOption(
      new Option("--fee-per-worker <amount>", "fee of one request and one worker")
        .argParser(parseGwei)
        .default(parseGwei(DEFAULT_FEE), DEFAULT_FEE),
    )
    .option(
      "--starts-at <time>",
      "start of the first term, seconds since 1970 (default: now)",
      integerBetween(0, 2 ** 40 - 1),
    )
    .option("--term-seconds <n>", "length of a term", parseSeconds, 365 * DAY)
    .option("--grace-seconds <n>", "how long a score outlives its term", parseSeconds, 30 * DAY)
    .option("--challenge-window-seconds <n>", "time between submission and settlement", parseSeconds, DAY)
    .action(
      bind(async (context, file: string, options: Options) => {
        const { addBenchmarkFile } = await import("../addBenchmarkFile.ts");
        const added = await addBenchmarkFile(context, { ...options, file });
        context.print({
          value: added,
          text: `benchmark ${String(added.benchmarkId)}: ${String(added.samples)} samples, baseline ${String(added.baselineBps)} bps, manifest ${added.manifest.cid}`,
        });
      }),
    );
};

function parseMetric(text: string): Options["metric"] {
  if (text === "accuracy" || text === "next-character") return text;
  throw new InvalidArgumentError("write accuracy or next-character");
}

function parseBaseline(text: string): number | "computed" {
  return text === "computed" ? text : parseBps(text);
}
