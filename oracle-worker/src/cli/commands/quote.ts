import type { AddCommand } from "../addCommand.ts";
import { CURRENCY, parseCurrency } from "../parse/parseCurrency.ts";
import { integerBetween } from "../parse/parseInteger.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

export const addQuote: AddCommand = (program, bind) => {
  program
    .command("quote")
    .summary("ask the price of access")
    .description("Shows what access to a version costs now, and the score that the price follows.")
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--periods <n>", "periods of 30 days, 1 to 12", integerBetween(1, 12), 1)
    .option("--currency <token>", `what to pay in: ${CURRENCY} (default: what the version is priced in)`, parseCurrency)
    .action(
      bind(async (context, ref: VersionRef, options: { periods: number; currency?: string }) => {
        const { openChain } = await import("../openChain.ts");
        const { formatQuote } = await import("../formatQuote.ts");
        const { readQuote } = await import("../readQuote.ts");
        const { resolveVersion } = await import("../resolveVersion.ts");
        using chain = await openChain(context);
        const quote = await readQuote(chain, await resolveVersion(chain, ref), options);
        context.print({ value: quote, text: formatQuote(quote) });
      }),
    );
};
