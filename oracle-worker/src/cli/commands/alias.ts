import { Argument } from "commander";
import type { AddCommand } from "../addCommand.ts";
import { parsePipelineId } from "../parse/parseInteger.ts";
import { parseVersionRef, type VersionRef } from "../parse/parseVersionRef.ts";

const NONE = "none";

export const addAlias: AddCommand = (program, bind) => {
  program
    .command("alias")
    .summary("name the version of a pipeline that users should take")
    .description(
      "Names a pipeline's stable version, which others then write as PIPELINE@stable. PIPELINE@latest is always the version registered last.",
    )
    .argument("<pipeline>", "pipeline id", parsePipelineId)
    .addArgument(new Argument("<alias>", "which alias").choices(["stable"]))
    .argument("<version>", "one of its versions: id or PIPELINE@latest; or none", parseTarget)
    .action(
      bind(async (context, pipelineId: number, alias: "stable", target: VersionRef | typeof NONE) => {
        const { openAccount } = await import("../openAccount.ts");
        const { resolveVersion } = await import("../resolveVersion.ts");
        using session = await openAccount(context);
        const versionId = target === NONE ? null : await resolveVersion(session, target);
        const receipt = await session.send(
          session.contracts.pipelineRegistry.setStable.populateTransaction(pipelineId, versionId ?? 0),
        );
        context.print({
          value: { pipelineId, alias, versionId, transactionHash: receipt.hash },
          text: `pipeline ${String(pipelineId)}: ${alias} is ${versionId === null ? "no version" : `version ${String(versionId)}`}`,
        });
      }),
    );
};

function parseTarget(text: string): VersionRef | typeof NONE {
  return text === NONE ? NONE : parseVersionRef(text);
}
