import type { AddCommand } from "../addCommand.ts";
import { formatWei } from "../formatWei.ts";
import { integerBetween } from "../parse/parseInteger.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";
import { parseGwei } from "../parse/parseWei.ts";

type Options = {
  floor: bigint;
  cap: bigint;
  exponent: number;
  manual?: bigint;
  listed: boolean;
  staleAtFloor?: true;
  oracleFund?: number;
};

export const addPrice: AddCommand = (program, bind) => {
  program
    .command("price")
    .summary("set how a version is priced")
    .description("Sets a version's price terms: it follows the verified bound from floor to cap, or is set by hand.")
    .argument("<version>", VERSION_REF, parseVersionRef)
    .requiredOption("--floor <amount>", "price of 30 days at the benchmark's baseline", parseGwei)
    .requiredOption("--cap <amount>", "price of 30 days at the benchmark's target", parseGwei)
    .option("--exponent <k>", "shape of the curve, 1 to 3", integerBetween(1, 3), 1)
    .option("--manual <amount>", "a price of 30 days that does not follow the bound", parseGwei)
    .option("--no-listed", "not for sale")
    .option("--stale-at-floor", "sell at the floor when the score is stale")
    .option(
      "--oracle-fund <percent>",
      "part of what the version keeps that pays reassessments, 0 to 20",
      integerBetween(0, 20),
    )
    .action(
      bind(async (context, ref: VersionRef, options: Options) => {
        const { openAccount } = await import("../openAccount.ts");
        const { resolveVersion } = await import("../resolveVersion.ts");
        using session = await openAccount(context);
        const versionId = await resolveVersion(session, ref);
        const { market } = session.contracts;
        const terms = {
          manual: options.manual !== undefined,
          listed: options.listed,
          staleAtFloor: options.staleAtFloor === true,
          inUsd: false,
          currency: 0,
          exponent: options.exponent,
          floorNano: options.floor,
          capNano: options.cap,
          manualNano: options.manual ?? 0n,
        };
        if (options.oracleFund !== undefined) {
          await session.send(market.setOracleFund.populateTransaction(versionId, options.oracleFund));
        }
        const receipt = await session.send(market.setPriceTerms.populateTransaction(versionId, terms));
        const suggestedWei = await session.read(() => market.suggestedPriceOf(versionId));
        context.print({
          value: { versionId, terms, suggestedPriceWei: suggestedWei, transactionHash: receipt.hash },
          text: `version ${String(versionId)}: ${describe(suggestedWei)}`,
        });
      }),
    );
};

function describe(suggestedWei: bigint): string {
  return suggestedWei === 0n
    ? "priced from its first final score on"
    : `suggested price ${formatWei(suggestedWei)} for 30 days`;
}
