/** What a code means to the shell (exit code) and to a retry loop. Exit codes are documented in the README and never change. */
type ErrorKind = { exitCode: number; retryable: boolean };

/** The caller gave something unusable: a flag, a file, a spec, a configuration. */
const INPUT: ErrorKind = { exitCode: 2, retryable: false };
/** Content from elsewhere is not what its digest, schema or bounds promise. */
const CONTENT: ErrorKind = { exitCode: 3, retryable: false };
/** The chain refused: a reverted call, a missing id, an account without funds. */
const CHAIN: ErrorKind = { exitCode: 4, retryable: false };
/** Something is not reachable now and may be later. */
const UNREACHABLE: ErrorKind = { exitCode: 5, retryable: true };
/** A computation ended without a result, and would again. */
const COMPUTE: ErrorKind = { exitCode: 6, retryable: false };
/** Stopped by a signal. */
const ABORTED: ErrorKind = { exitCode: 130, retryable: true };

const KINDS = {
  Aborted: ABORTED,
  ArchitectureMismatch: CONTENT,
  BenchmarkMismatch: CONTENT,
  ContentMismatch: CONTENT,
  ContentTooLarge: CONTENT,
  ContentUnavailable: UNREACHABLE,
  DatasetInvalid: INPUT,
  EngineMismatch: INPUT,
  ManifestInvalid: CONTENT,
  MetricsInvalid: CONTENT,
  NotCanonical: INPUT,
  NotUtf8Text: INPUT,
  PredictionsMismatch: INPUT,
  ProofMismatch: CONTENT,
  SpecInvalid: INPUT,
  TrainingDiverged: COMPUTE,
  WeightsInvalid: CONTENT,
  ChainReverted: CHAIN,
  RpcUnreachable: UNREACHABLE,
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof KINDS;

/** A fault that has a name. `message` says what is wrong, `hint` what to do about it. */
export class AssayError extends Error {
  override readonly name: string = "AssayError";
  readonly code: ErrorCode;
  readonly hint: string;
  /** Exit code of a command that ends with this error. */
  readonly exitCode: number;
  /** Whether the same call may succeed later, with nothing changed by the caller. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: { hint: string; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.exitCode = KINDS[code].exitCode;
    this.retryable = KINDS[code].retryable;
  }
}
