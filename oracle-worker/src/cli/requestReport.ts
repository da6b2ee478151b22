import { fileURLToPath } from "node:url";
import { AssayError } from "../errors.ts";
import { decodeText } from "../pipeline/decodeText.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { openAccount } from "./openAccount.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { pollUntil } from "./pollUntil.ts";
import { resolveVersion } from "./resolveVersion.ts";
import { readInputFile } from "../runs/readInputFile.ts";

/** Chainlink takes no longer sources. */
const MAX_SCRIPT_BYTES = 30_000;
const SCRIPT = fileURLToPath(new URL("../../../functions-source/fetch-metrics.js", import.meta.url));
const WAIT = { pollMs: 500, timeoutMs: 330_000 };
/** `ReportFailure` of contracts/types/ReportRequest.sol that is none. */
const NO_FAILURE = 0n;

export type RequestedReport = {
  versionId: number;
  requestId: string;
  transactionHash: string;
  correct?: number;
  total?: number;
};

/**
 * Asks the Functions network for a report, and waits for it if told to.
 * @throws AssayError `NotFound` where the deployment has no Functions source; `MetricsInvalid` with the script's error; `TimedOut`
 */
export async function requestReport(
  context: CommandContext,
  ref: VersionRef,
  options: { script?: string; wait: boolean },
): Promise<RequestedReport> {
  const script = options.script ?? SCRIPT;
  const source = decodeText(await readInputFile(script, MAX_SCRIPT_BYTES), script);
  using session = await openAccount(context);
  const versionId = await resolveVersion(session, ref);
  const { functionsScoreSource, benchmarks, scores } = session.contracts;
  if (functionsScoreSource === undefined) {
    throw new AssayError("NotFound", "this deployment has no Functions score source", {
      hint: "ask the committee instead: assay assess",
    });
  }
  const receipt = await session.send(functionsScoreSource.requestReport.populateTransaction(versionId, source));
  const { requestId } = eventOf(receipt, functionsScoreSource, functionsScoreSource.getEvent("ReportRequested"));
  const asked = { versionId, requestId, transactionHash: receipt.hash };
  if (!options.wait) return asked;
  return await pollUntil("the report", { ...WAIT, signal: context.signal }, async () => {
    const report = await session.read(() => scores.reportOf(versionId));
    if (report.reportedAt > 0n) {
      const { benchmarkId } = await session.read(() => session.contracts.pipelineRegistry.scoringOf(versionId));
      const { total } = await session.read(() => benchmarks.rulesOf(benchmarkId));
      return { ...asked, correct: Number(report.correct), total: Number(total) };
    }
    const { failure, message } = await session.read(() => functionsScoreSource.lastErrorOf(versionId));
    if (failure === NO_FAILURE) return undefined;
    throw new AssayError(
      "MetricsInvalid",
      `the Functions network reports failure ${String(failure)} ${message}`.trim(),
      {
        hint: "check that the gateways serve the version's manifest and metrics; another request is possible 10 minutes later",
      },
    );
  });
}
