import type { AddCommand } from "../addCommand.ts";
import { formatAmount } from "../formatAmount.ts";
import { formatTable } from "../formatTable.ts";
import { collect } from "../parse/parseInteger.ts";
import { parseVersionRef, type VersionRef } from "../parse/parseVersionRef.ts";

export const addClaim: AddCommand = (program, bind) => {
  program
    .command("claim")
    .summary("settle and withdraw everything this account is owed")
    .description(
      "Moves royalties up the lineage as far as this account needs, and withdraws all it is owed, in every role and currency.",
    )
    .argument("[versions...]", "only these versions (default: all)", collect(parseVersionRef))
    .action(
      bind(async (context, versions: VersionRef[] | undefined) => {
        const { claimEarnings } = await import("../claimEarnings.ts");
        const claim = await claimEarnings(context, versions ?? []);
        const rows = claim.earnings.map(({ role, versionId, currency, amount }) => [
          role,
          String(versionId ?? ""),
          formatAmount(amount, currency),
        ]);
        const totals = claim.totals.map(({ currency, amount }) => ["total", "", formatAmount(amount, currency)]);
        context.print({
          value: claim,
          text: formatTable(
            [{ heading: "role" }, { heading: "version", align: "right" }, { heading: "withdrawn", align: "right" }],
            [...rows, ...totals],
          ),
        });
      }),
    );
};
