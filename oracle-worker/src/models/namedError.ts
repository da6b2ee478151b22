import { EngineError, type EngineErrorCode } from "@assay/engine/EngineError.ts";
import { AssayError, type ErrorCode } from "../errors.ts";

/** What the engine's errors mean to whoever uses the worker. */
const CODES: Readonly<Record<EngineErrorCode, ErrorCode>> = {
  EngineNotBuilt: "EngineUnusable",
  EngineFailed: "EngineUnusable",
  SelfTestFailed: "EngineUnusable",
  BackendNotSelected: "EngineMismatch",
  OutOfMemory: "MemoryLimitReached",
  // Graphs are ours, and their sizes are checked before: a fault of this program.
  UnsupportedOperation: "Unexpected",
  ShapeInvalid: "Unexpected",
};

/** An error of the engine as one of the worker's; any other as it is. */
export function namedError(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  return new AssayError(CODES[error.code], error.message, { hint: error.hint, cause: error });
}

/** Runs what computes on the engine. @throws AssayError instead of EngineError */
export function withNamedErrors<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw namedError(error);
  }
}
