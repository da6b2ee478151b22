import type { AddCommand } from "../addCommand.ts";
import type { PurchaseOptions } from "../buyAccess.ts";
import { formatTime } from "../formatTime.ts";
import { CURRENCY, parseCurrency } from "../parse/parseCurrency.ts";
import { integerBetween, parseBps } from "../parse/parseInteger.ts";
import { parseAddress } from "../parse/parseVersion.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

export const addBuy: AddCommand = (program, bind) => {
  program
    .command("buy")
    .summary("buy or renew access")
    .description(
      "Buys access to a version for periods of 30 days, at no more than the maximum price. Tells price, score, licence and who is paid before it signs anything.",
    )
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--periods <n>", "periods of 30 days, 1 to 12", integerBetween(1, 12), 1)
    .option(
      "--max-price <amount>",
      "the most to pay in all (default: the price now); of a token, in whole tokens: 12.5",
    )
    .option("--min-bound-bps <bps>", "the lowest bound to accept (default: the bound now)", parseBps)
    .option("--for <account>", "who gets access, as a gift (default: this account)", parseAddress)
    .option("--currency <token>", `what to pay in: ${CURRENCY} (default: what the version is priced in)`, parseCurrency)
    .option("--permit", "allow the token by a signature (ERC-2612) instead of a transaction")
    .option("--deadline-seconds <n>", "how long the purchase stays valid", integerBetween(1, 86_400), 600)
    .action(
      bind(async (context, ref: VersionRef, options: PurchaseOptions) => {
        const { buyAccess } = await import("../buyAccess.ts");
        const { formatAmount } = await import("../formatAmount.ts");
        const bought = await buyAccess(context, ref, options);
        context.print({
          value: bought,
          text: `version ${String(bought.versionId)}: paid ${formatAmount(bought.paid, bought.currency)}, access for ${bought.recipient} until ${formatTime(bought.until)}`,
        });
      }),
    );
};
