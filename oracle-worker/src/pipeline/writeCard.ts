import { wilsonBound } from "../core/wilson.ts";
import { parameterCount } from "../models/architecture.ts";
import type { Metrics } from "./manifests.ts";
import type { RunOrigin } from "./runOrigin.ts";
import type { Spec } from "./spec.ts";

/**
 * The model card of a version, in Markdown: what a reader needs before using it. The score in it is the contributor's
 * own.
 */
export function writeCard(
  spec: Spec,
  metrics: Metrics,
  dataStatement: string,
  runOrigin: RunOrigin = "trained",
): string {
  const bound = Number(wilsonBound(BigInt(metrics.correct), BigInt(metrics.total))) / 100;
  return [
    `# ${oneLine(spec.name)}`,
    "",
    spec.description,
    "",
    `- Architecture: ${spec.architecture.kind} version ${spec.architecture.version}, ${parameterCount(spec.architecture)} parameters`,
    `- Training: ${trainingOf(spec, runOrigin)}`,
    `- Contributor's own score on benchmark ${metrics.benchmarkId}: ${metrics.correct} of ${metrics.total} (95 % lower bound ${bound} %)`,
    `- Licence: ${spec.licence}`,
    "",
    "## Data",
    "",
    dataStatement,
    "",
  ].join("\n");
}

function trainingOf({ init, train, datasets }: Spec, origin: RunOrigin): string {
  if (origin === "imported") return "elsewhere, weights imported: measured, not proven";
  const start = init.kind === "parent" ? `fine-tuned from version ${init.parent}` : "trained from scratch";
  const steps = `${train.steps} steps of ${train.batchSize}, datasets ${datasets.join(", ")}`;
  return `${start}, ${steps}${origin === "draft" ? ", on a backend whose bits nobody can repeat" : ""}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
