import type { AddCommand } from "../addCommand.ts";
import { formatAmount } from "../formatAmount.ts";
import { CURRENCY, parseCurrency } from "../parse/parseCurrency.ts";
import { integerBetween } from "../parse/parseInteger.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";
import type { PricedVersion, PriceOptions } from "../setPrice.ts";

export const addPrice: AddCommand = (program, bind) => {
  program
    .command("price")
    .summary("set how a version is priced")
    .description(
      "Sets a version's price terms: it follows the verified bound from floor to cap, or is set by hand. Amounts are 0.05eth or 3gwei; of tokens and dollars whole units, such as 12.5.",
    )
    .argument("<version>", VERSION_REF, parseVersionRef)
    .requiredOption("--floor <amount>", "price of 30 days at the benchmark's baseline")
    .requiredOption("--cap <amount>", "price of 30 days at the benchmark's target")
    .option("--exponent <k>", "shape of the curve, 1 to 3", integerBetween(1, 3), 1)
    .option("--manual <amount>", "a price of 30 days that does not follow the bound")
    .option("--currency <token>", `what it is priced and paid in: ${CURRENCY} (default: eth)`, parseCurrency)
    .option(
      "--usd",
      "priced in US dollars, payable in every currency that the licence allows and that has a price feed",
    )
    .option("--no-listed", "not for sale")
    .option("--stale-at-floor", "sell at the floor when the score is stale")
    .option(
      "--oracle-fund <percent>",
      "part of what the version keeps that pays reassessments, 0 to 20",
      integerBetween(0, 20),
    )
    .action(
      bind(async (context, ref: VersionRef, options: PriceOptions) => {
        const { setPrice } = await import("../setPrice.ts");
        const priced = await setPrice(context, ref, options);
        context.print({ value: priced, text: describe(priced) });
      }),
    );
};

function describe({ versionId, priceUnit, suggestedPriceE18 }: PricedVersion): string {
  const price =
    suggestedPriceE18 === 0n
      ? "priced from its first final score on"
      : `suggested price ${formatAmount(suggestedPriceE18, { symbol: priceUnit, decimals: 18 })} for 30 days`;
  return `version ${String(versionId)}: ${price}`;
}
