import { AssayError, type ErrorCode } from "../errors.ts";
import type { Logger } from "../logger.ts";

/** Faults of what a contributor published. Every worker that reads the same bytes meets the same one. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ArchitectureMismatch",
  "BenchmarkMismatch",
  "CidInvalid",
  "ContentMismatch",
  "ContentTooLarge",
  "DatasetInvalid",
  "ManifestInvalid",
  "MetricsInvalid",
  "NotCanonical",
  "NotUtf8Text",
  "ProofMismatch",
  "ScoringTooExpensive",
  "SpecInvalid",
  "WeightsInvalid",
]);

/**
 * Whether an error makes a version unavailable (docs/SPEC.md, C-8). A full disk, a dead node or a fault of this program does
 * not: it would sign what other workers do not find.
 */
export function isRefusal(cause: unknown): cause is AssayError {
  return cause instanceof AssayError && REFUSALS.has(cause.code);
}

/** Tells the operator why an item is, or may become, `unavailable`. */
export function logRefusal(logger: Logger, versionId: number, { code, message }: AssayError): void {
  logger.warn({ versionId, code, reason: message }, "a version cannot be measured");
}
