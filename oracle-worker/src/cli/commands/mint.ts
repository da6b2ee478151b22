import type { AddCommand } from "../addCommand.ts";

export const addMint: AddCommand = (program, bind) => {
  program
    .command("mint")
    .summary("mint a pipeline from a spec")
    .description(
      "Publishes a spec (docs/SPEC.md, F-5) and mints the pipeline NFT that fixes its benchmark and licence terms.",
    )
    .argument("<spec>", "spec file, JSON")
    .action(
      bind(async (context, file: string) => {
        const { mintPipeline } = await import("../mintPipeline.ts");
        const minted = await mintPipeline(context, file);
        context.print({ value: minted, text: `pipeline ${String(minted.pipelineId)}: spec ${minted.spec.cid}` });
      }),
    );
};
