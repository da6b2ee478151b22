import type { AddCommand } from "../addCommand.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

export const addReport: AddCommand = (program, bind) => {
  program
    .command("report")
    .summary("have Chainlink Functions report a version's own metrics")
    .description(
      "Asks the Functions network to fetch the version's metrics file and report what it claims: shown, never priced.",
    )
    .argument("<version>", VERSION_REF, parseVersionRef)
    .option("--script <file>", "the script (default: functions-source/fetch-metrics.js)")
    .option("--no-wait", "return before the answer is in")
    .action(
      bind(async (context, ref: VersionRef, options: { script?: string; wait: boolean }) => {
        const { requestReport } = await import("../requestReport.ts");
        const report = await requestReport(context, ref, options);
        context.print({ value: report, text: describe(report) });
      }),
    );
};

function describe({
  versionId,
  requestId,
  correct,
  total,
}: {
  versionId: number;
  requestId: string;
  correct?: number;
  total?: number;
}): string {
  if (correct === undefined) return `version ${String(versionId)}: asked with request ${requestId}`;
  return `version ${String(versionId)}: reported ${String(correct)} of ${String(total)}`;
}
