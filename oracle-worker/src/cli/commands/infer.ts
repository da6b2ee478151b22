import type { AddCommand } from "../addCommand.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

type Options = { text: string[]; endpoint?: string };

export const addInfer: AddCommand = (program, bind) => {
  program
    .command("infer")
    .summary("ask a version for predictions")
    .description(
      "Signs in to a worker (EIP-4361) with the home's key and asks a version that the account has access to.",
    )
    .argument("<version>", VERSION_REF, parseVersionRef)
    .requiredOption("--text <text...>", "inputs, at most 64; for an mlp or cnn each a JSON list of numbers")
    .option("--endpoint <url>", "the worker's HTTP origin (default: an active worker's, from the chain)")
    .action(
      bind(async (context, ref: VersionRef, options: Options) => {
        const { infer } = await import("../infer.ts");
        const answer = await infer(context, { version: ref, inputs: options.text, endpoint: options.endpoint });
        context.print({ value: answer, text: answer.predictions.join("\n") });
      }),
    );
};
