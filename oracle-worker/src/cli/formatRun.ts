import type { RunSummary } from "./keepRun.ts";

/** A trained run in one line. */
export function formatRun({
  directory,
  origin,
  steps,
  pipelineId,
  loss,
  finalRoot,
  states,
  times,
}: RunSummary): string {
  const share = times.stepsMs === 0 ? 0 : (100 * times.proofMs) / times.stepsMs;
  return (
    `${origin === "draft" ? "draft" : "run"} ${directory}: ${String(steps)} steps for pipeline ${String(pipelineId)}, loss ${loss}, final root ${finalRoot}, ` +
    `${String(states)} states kept, proof work ${share.toFixed(1)} % of the steps' time`
  );
}
