import { Argument, type Command } from "commander";
import { DATASET_ACTIONS, type DatasetAction } from "../../core/datasetAction.ts";
import type { Hex } from "../../core/sha256.ts";
import type { AddCommand, Bind } from "../addCommand.ts";
import { formatTime } from "../formatTime.ts";
import { parseUint } from "../parse/parseCondition.ts";
import { integerBetween, parseDatasetId } from "../parse/parseInteger.ts";
import { parseLicence } from "../parse/parseLicence.ts";
import { parseAddress } from "../parse/parseVersion.ts";
import type { GrantOptions } from "../writeGrant.ts";

/** A hundred years. */
const parseDays = integerBetween(1, 36_525);

export const addGrant: AddCommand = (program, bind) => {
  const grant = program
    .command("grant")
    .summary("give one account a dataset, by signature")
    .description(
      "Grants let one account act on a dataset until they expire; once redeemed, nobody can take them back.",
    );
  addSign(grant, bind);
  addRedeem(grant, bind);
  addCancel(grant, bind);
};

function addSign(grant: Command, bind: Bind): void {
  grant
    .command("sign")
    .summary("sign a grant into a file")
    .description("Signs a grant for a dataset of this account's. It costs nothing; whoever has the file may redeem it.")
    .argument("<dataset>", "dataset id", parseDatasetId)
    .addArgument(new Argument("<action>", "what is granted").choices(DATASET_ACTIONS))
    .argument("<account>", "who may act", parseAddress)
    .requiredOption(
      "--licence <spdx>",
      "licence for the grantee: SPDX expression, or SHA-256 of the text as 0x…",
      parseLicence,
    )
    .requiredOption("--days <n>", "days from now until it expires", parseDays)
    .requiredOption("--out <file>", "where to write it")
    .option("--redeem-within-days <n>", "days from now in which it may be redeemed", parseDays, 30)
    .action(
      bind(async (context, datasetId: number, action: DatasetAction, grantee: Hex, options: GrantOptions) => {
        const { writeGrant } = await import("../writeGrant.ts");
        const file = await writeGrant(context, { datasetId, action, grantee }, options);
        context.print({
          value: { ...file, file: options.out },
          text: `${options.out}: ${grantee} may ${action} on dataset ${String(datasetId)} until ${formatTime(file.grant.expiresAt)}`,
        });
      }),
    );
}

function addRedeem(grant: Command, bind: Bind): void {
  grant
    .command("redeem")
    .summary("bring a signed grant to the chain")
    .description("Redeems a grant for the account it names; any account may pay for that.")
    .argument("<file>", "what assay grant sign wrote")
    .action(
      bind(async (context, path: string) => {
        const { redeemGrant } = await import("../redeemGrant.ts");
        const redeemed = await redeemGrant(context, path);
        const { grantee, action, datasetId, expiresAt } = redeemed;
        context.print({
          value: redeemed,
          text: `${grantee} may ${action} on dataset ${String(datasetId)} until ${formatTime(expiresAt)}`,
        });
      }),
    );
}

function addCancel(grant: Command, bind: Bind): void {
  grant
    .command("cancel")
    .summary("cancel a grant that nobody has redeemed")
    .description("Spends a nonce of a dataset of this account's, so that no grant with it can be redeemed.")
    .argument("<dataset>", "dataset id", parseDatasetId)
    .argument("<nonce>", "the grant's nonce", (text: string) => parseUint(text, 0n))
    .action(
      bind(async (context, datasetId: number, nonce: bigint) => {
        const { openAccount } = await import("../openAccount.ts");
        using session = await openAccount(context);
        const receipt = await session.send(
          session.contracts.datasetRegistry.cancelGrant.populateTransaction(datasetId, nonce),
        );
        context.print({
          value: { datasetId, nonce, transactionHash: receipt.hash },
          text: `dataset ${String(datasetId)}: nonce ${String(nonce)} is cancelled`,
        });
      }),
    );
}
