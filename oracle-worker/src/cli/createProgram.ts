import { resolve } from "node:path";
import { Command } from "commander";
import type { Bind } from "./addCommand.ts";
import { createContext } from "./commandContext.ts";
import { addAccount } from "./commands/account.ts";
import { addAlias } from "./commands/alias.ts";
import { addAssess } from "./commands/assess.ts";
import { addBenchmark } from "./commands/benchmark.ts";
import { addBuy } from "./commands/buy.ts";
import { addClaim } from "./commands/claim.ts";
import { addDataset } from "./commands/dataset.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addExport } from "./commands/export.ts";
import { addGateway } from "./commands/gateway.ts";
import { addGrant } from "./commands/grant.ts";
import { addImport } from "./commands/import.ts";
import { addInfer } from "./commands/infer.ts";
import { addInit } from "./commands/init.ts";
import { addLeaderboard } from "./commands/leaderboard.ts";
import { addMint } from "./commands/mint.ts";
import { addPolicy } from "./commands/policy.ts";
import { addPrice } from "./commands/price.ts";
import { addQuote } from "./commands/quote.ts";
import { addRegister } from "./commands/register.ts";
import { addReport } from "./commands/report.ts";
import { addResume } from "./commands/resume.ts";
import { addScore } from "./commands/score.ts";
import { addShow } from "./commands/show.ts";
import { addStake } from "./commands/stake.ts";
import { addTrain } from "./commands/train.ts";
import { addVerify } from "./commands/verify.ts";
import { addWorker } from "./commands/worker.ts";
import type { Io } from "./io.ts";

/** Every command, in the order of the help. */
const COMMANDS = [
  addInit,
  addAccount,
  addDoctor,
  addDataset,
  addPolicy,
  addGrant,
  addBenchmark,
  addMint,
  addTrain,
  addResume,
  addImport,
  addRegister,
  addAlias,
  addVerify,
  addPrice,
  addReport,
  addAssess,
  addScore,
  addShow,
  addExport,
  addLeaderboard,
  addQuote,
  addBuy,
  addInfer,
  addClaim,
  addStake,
  addWorker,
  addGateway,
];

/** The whole `assay` command tree. Building it loads no command's dependencies. */
export function createProgram(io: Io): Command {
  const program = new Command("assay")
    .description("Mint, train, score, price, buy and use model versions whose price follows their measured score.")
    .option("--home <dir>", "directory of configuration, key and content (default: $ASSAY_HOME, or the current one)")
    .option("--json", "print one JSON object on stdout; everything else goes to stderr", false)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // Errors are told in one line by runCli; help that follows a missing command is not an error's line.
      writeErr: (text) => {
        if (!text.startsWith("error:")) io.stderr.write(text);
      },
    })
    .exitOverride();

  const bind: Bind =
    (handler) =>
    async (...args) => {
      const { home, json } = program.opts<{ home?: string; json: boolean }>();
      await handler(createContext(io, { home: resolve(home ?? io.defaultHome), json }), ...args);
    };
  for (const add of COMMANDS) add(program, bind);
  return program;
}
