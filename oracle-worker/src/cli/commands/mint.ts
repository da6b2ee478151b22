import type { AddCommand } from "../addCommand.ts";
import type { MintOptions } from "../mintPipeline.ts";
import { CURRENCY, parseCurrency } from "../parse/parseCurrency.ts";
import { collect } from "../parse/parseInteger.ts";
import { parseLicence } from "../parse/parseLicence.ts";
import { parseName } from "../parse/parseName.ts";

export const addMint: AddCommand = (program, bind) => {
  program
    .command("mint")
    .summary("mint a pipeline from a spec")
    .description(
      "Publishes a spec (docs/SPEC.md, F-5) and mints the pipeline NFT that fixes its benchmark, licence and name.",
    )
    .argument("<spec>", "spec file, JSON")
    .option("--name <text>", "what wallets show, at most 64 bytes (default: the spec's name, cut to that)", parseName)
    .option("--licence <spdx>", "SPDX expression, or SHA-256 of the text as 0x… (default: the spec's)", parseLicence)
    .option(
      "--currency <token...>",
      `what versions and their derivatives may be sold in: ${CURRENCY} (default: eth)`,
      collect(parseCurrency),
    )
    .action(
      bind(async (context, file: string, options: MintOptions) => {
        const { mintPipeline } = await import("../mintPipeline.ts");
        const minted = await mintPipeline(context, file, options);
        context.print({ value: minted, text: `pipeline ${String(minted.pipelineId)}: spec ${minted.spec.cid}` });
      }),
    );
};
