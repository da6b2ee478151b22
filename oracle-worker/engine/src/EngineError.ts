/**
 * What can go wrong in the engine.
 * - `EngineNotBuilt`: assay.wasm is missing
 * - `EngineFailed`: a thread did not start, or WebAssembly with threads and SIMD is not available
 * - `SelfTestFailed`: this machine's compiler does not keep to the arithmetic
 * - `OutOfMemory`: tensors outgrow `maxBytes`
 * - `UnsupportedOperation`: a kernel, or a case of one, that the engine refuses
 * - `ShapeInvalid`: shapes or arguments that do not fit together
 * - `BackendNotSelected`: tfjs computes on another backend
 */
export type EngineErrorCode =
  | "EngineNotBuilt"
  | "EngineFailed"
  | "SelfTestFailed"
  | "OutOfMemory"
  | "UnsupportedOperation"
  | "ShapeInvalid"
  | "BackendNotSelected";

/** An error of the engine: what is wrong, and in `hint` what to do about it. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly hint: string;

  constructor(code: EngineErrorCode, message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "EngineError";
    this.code = code;
    this.hint = options.hint;
  }
}
