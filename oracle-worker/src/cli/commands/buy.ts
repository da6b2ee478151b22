import type { AddCommand } from "../addCommand.ts";
import { formatTime } from "../formatTime.ts";
import { formatWei } from "../formatWei.ts";
import { integerBetween, parseBps } from "../parse/parseInteger.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";
import { parseWei } from "../parse/parseWei.ts";

type Options = {
  periods: number;
  maxPrice?: bigint;
  minBoundBps?: number;
  recipient?: string;
  deadlineSeconds: number;
};

export const addBuy: AddCommand = (program, bind) => {
  program
    .command("buy")
    .summary("buy or renew access")
    .description("Buys access to a version for periods of 30 days, at no more than the maximum price.")
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--periods <n>", "periods of 30 days, 1 to 12", integerBetween(1, 12), 1)
    .option("--max-price <amount>", "the most to pay in all (default: the price now)", parseWei)
    .option("--min-bound-bps <bps>", "the lowest bound to accept (default: the bound now)", parseBps)
    .option("--recipient <address>", "who gets access (default: this account)")
    .option("--deadline-seconds <n>", "how long the purchase stays valid", integerBetween(1, 86_400), 600)
    .action(
      bind(async (context, ref: VersionRef, options: Options) => {
        const { buyAccess } = await import("../buyAccess.ts");
        const bought = await buyAccess(context, ref, options);
        context.print({
          value: bought,
          text: `version ${String(bought.versionId)}: paid ${formatWei(bought.paidWei)}, access for ${bought.recipient} until ${formatTime(bought.until)}`,
        });
      }),
    );
};
