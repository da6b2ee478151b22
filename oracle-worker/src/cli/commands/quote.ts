import type { AddCommand } from "../addCommand.ts";
import { formatTime } from "../formatTime.ts";
import { formatWei } from "../formatWei.ts";
import { integerBetween } from "../parse/parseInteger.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

export const addQuote: AddCommand = (program, bind) => {
  program
    .command("quote")
    .summary("ask the price of access")
    .description("Shows what access to a version costs now, and the score that the price follows.")
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--periods <n>", "periods of 30 days, 1 to 12", integerBetween(1, 12), 1)
    .action(
      bind(async (context, ref: VersionRef, { periods }: { periods: number }) => {
        const { openChain } = await import("../openChain.ts");
        const { readQuote } = await import("../readQuote.ts");
        const { resolveVersion } = await import("../resolveVersion.ts");
        using chain = await openChain(context);
        const versionId = await resolveVersion(chain, ref);
        const quote = await readQuote(chain, versionId, periods);
        context.print({
          value: quote,
          text: [
            `version ${String(versionId)}, ${String(periods)} × 30 days: ${formatWei(quote.priceWei)}`,
            `bound ${String(quote.boundBps)} bps, valid until ${formatTime(quote.validUntil)}`,
            `buy with: assay buy ${String(versionId)} --periods ${String(periods)} --max-price ${String(quote.priceWei)} --min-bound-bps ${String(quote.boundBps)}`,
          ].join("\n"),
        });
      }),
    );
};
