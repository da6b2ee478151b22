import type { AddCommand } from "../addCommand.ts";
import { integerBetween } from "../parse/parseInteger.ts";

type Options = { dataStatement: string; maxRoyaltyBps?: number; proof: boolean };

export const addRegister: AddCommand = (program, bind) => {
  program
    .command("register")
    .summary("publish a trained run and register it as a version")
    .description(
      "Scores a run on its pipeline's benchmark, publishes its manifest, and registers it with its training proof.",
    )
    .argument("<run>", "directory that assay train or assay import wrote")
    .option("--data-statement <text>", "where the data is from and what was done to it, Markdown", "")
    .option(
      "--max-royalty-bps <bps>",
      "highest royalty of a parent to accept (default: the parents' own)",
      integerBetween(0, 9000),
    )
    .option("--no-proof", "register it as measured, not proven")
    .action(
      bind(async (context, path: string, options: Options) => {
        const { registerRun } = await import("../registerRun.ts");
        const version = await registerRun(context, path, options);
        const { versionId, name, pipelineId, metrics, manifest } = version;
        context.print({
          value: version,
          text: `version ${String(versionId)} of pipeline ${String(pipelineId)}: ${String(metrics.correct)} of ${String(metrics.total)} by its own count, manifest ${manifest.cid}\nfull name ${name}`,
        });
      }),
    );
};
