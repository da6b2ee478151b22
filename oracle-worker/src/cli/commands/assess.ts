import { Option } from "commander";
import type { AddCommand } from "../addCommand.ts";
import { formatWei } from "../formatWei.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

const WAIT = { pollMs: 1_000, timeoutMs: 14 * 86_400_000 };

export const addAssess: AddCommand = (program, bind) => {
  program
    .command("assess")
    .summary("pay the committee to score a version")
    .description("Asks the committee to score a version in the running epoch, and pays its fee. Anyone may.")
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--from-fund", "let the version's oracle fund pay; only for a score that is stale or expires soon")
    .addOption(
      new Option(
        "--claim-record",
        "only compare with the record holder of now; for a final version, whose score and price stay",
      ).conflicts(["fromFund", "wait"]),
    )
    .option("--wait", "wait until the score is final")
    .action(
      bind(async (context, ref: VersionRef, options: { fromFund?: true; claimRecord?: true; wait?: true }) => {
        const { openAccount } = await import("../openAccount.ts");
        const { resolveVersion } = await import("../resolveVersion.ts");
        using session = await openAccount(context);
        const versionId = await resolveVersion(session, ref);
        const { scores } = session.contracts;
        const feeWei = await session.read(() => scores.requestFee(versionId));
        const receipt = await session.send(
          options.fromFund === true
            ? scores.requestScoreFromFund.populateTransaction(versionId)
            : options.claimRecord === true
              ? scores.claimRecord.populateTransaction(versionId, { value: feeWei })
              : scores.requestScore.populateTransaction(versionId, { value: feeWei }),
        );
        const { epoch } = await session.read(() => scores.requestOf(versionId));
        const asked = { versionId, epoch: Number(epoch), feeWei, transactionHash: receipt.hash };
        if (options.wait !== true) {
          context.print({
            value: asked,
            text: `version ${String(versionId)}: asked in epoch ${String(epoch)} for ${formatWei(feeWei)}`,
          });
          return;
        }
        const { awaitScore } = await import("../awaitScore.ts");
        const score = await awaitScore(session, versionId, { ...WAIT, signal: context.signal });
        context.print({
          value: { ...asked, ...score },
          text: `version ${String(versionId)}: ${String(score.correct)} correct, bound ${String(score.boundBps)} bps, final`,
        });
      }),
    );
};
