import { wilsonBound } from "../core/wilson.ts";
import { parameterCount } from "../models/architecture.ts";
import type { Metrics } from "./manifests.ts";
import type { Spec } from "./spec.ts";

/**
 * The model card of a version, in Markdown: what a reader needs before using it. The score in it is the contributor's
 * own.
 */
export function writeCard(spec: Spec, metrics: Metrics, dataStatement: string): string {
  const bound = Number(wilsonBound(BigInt(metrics.correct), BigInt(metrics.total))) / 100;
  const origin = spec.init.kind === "parent" ? `fine-tuned from version ${spec.init.parent}` : "trained from scratch";
  return [
    `# ${oneLine(spec.name)}`,
    "",
    spec.description,
    "",
    `- Architecture: ${spec.architecture.kind} version ${spec.architecture.version}, ${parameterCount(spec.architecture)} parameters`,
    `- Training: ${origin}, ${spec.train.steps} steps of ${spec.train.batchSize}, datasets ${spec.datasets.join(", ")}`,
    `- Contributor's own score on benchmark ${metrics.benchmarkId}: ${metrics.correct} of ${metrics.total} (95 % lower bound ${bound} %)`,
    `- Licence: ${spec.licence}`,
    "",
    "## Data",
    "",
    dataStatement,
    "",
  ].join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
