import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";
import { collect } from "../parse/parseInteger.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

type Options = { data?: string; against?: VersionRef[] };

export const addScore: AddCommand = (program, bind) => {
  program
    .command("score")
    .summary("score versions on your own data, in private")
    .description(
      "Scores a version here, on data that never leaves this process, beside others and the majority answer. Without --data: on its own benchmark's published data.",
    )
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--data <file>", "labelled rows (.jsonl, .csv) or plain text (.txt)")
    .option("--against <version...>", "versions to compare with", collect(parseVersionRef))
    .action(
      bind(async (context, ref: VersionRef, options: Options) => {
        const { scoreVersions } = await import("../scoreVersions.ts");
        const { formatScores } = await import("../formatScores.ts");
        const table = await scoreVersions(context, {
          version: ref,
          against: options.against ?? [],
          file: options.data === undefined ? undefined : resolve(options.data),
        });
        const summary = formatScores(table);
        context.print({ value: { ...table, summary }, text: summary });
      }),
    );
};
