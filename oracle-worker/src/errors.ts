/** What a code means to the shell (exit code) and to a retry loop. docs/cli.md lists the exit codes; they never change. */
type ErrorKind = { exitCode: number; retryable: boolean; meaning: string };

const UNEXPECTED: ErrorKind = {
  exitCode: 1,
  retryable: false,
  meaning: "A fault of this program: nobody foresaw it.",
};
const INPUT: ErrorKind = {
  exitCode: 2,
  retryable: false,
  meaning: "The caller gave something unusable: a flag, a file, a spec, a configuration.",
};
const CHAIN: ErrorKind = {
  exitCode: 3,
  retryable: false,
  meaning: "The chain refused: a reverted call or transaction.",
};
const UNREACHABLE: ErrorKind = {
  exitCode: 4,
  retryable: true,
  meaning: "Something is not reachable now and may be later: an RPC, a gateway, a worker.",
};
const CONTENT: ErrorKind = {
  exitCode: 5,
  retryable: false,
  meaning: "Content from elsewhere is not what its digest, schema or bounds promise.",
};
const MISSING: ErrorKind = {
  exitCode: 6,
  retryable: false,
  meaning: "What was named does not exist.",
};
const FUNDS: ErrorKind = {
  exitCode: 7,
  retryable: false,
  meaning: "The account cannot pay.",
};
const COMPUTE: ErrorKind = {
  exitCode: 8,
  retryable: false,
  meaning: "A computation ended without a result, and would again.",
};
const DENIED: ErrorKind = {
  exitCode: 9,
  retryable: false,
  meaning: "A worker refused to serve: no access, or a bad sign-in.",
};
const CONTRADICTED: ErrorKind = {
  exitCode: 10,
  retryable: false,
  meaning: "A version's training is not what its proof claims; the output says where.",
};
const ABORTED: ErrorKind = {
  exitCode: 130,
  retryable: true,
  meaning: "Stopped by a signal.",
};

/** Every exit code but 0 and what it means, ascending: docs/cli.md is written from it. */
export const EXIT_CODES: readonly { readonly exitCode: number; readonly meaning: string }[] = [
  UNEXPECTED,
  INPUT,
  CHAIN,
  UNREACHABLE,
  CONTENT,
  MISSING,
  FUNDS,
  COMPUTE,
  DENIED,
  CONTRADICTED,
  ABORTED,
];

const KINDS = {
  Aborted: ABORTED,
  AccessDenied: DENIED,
  AccountUnfunded: FUNDS,
  ArchitectureMismatch: CONTENT,
  BenchmarkMismatch: CONTENT,
  ChainIdMismatch: INPUT,
  ChainReverted: CHAIN,
  CheckpointCorrupt: CONTENT,
  CidInvalid: INPUT,
  ConfigInvalid: INPUT,
  ContentMismatch: CONTENT,
  ContentTooLarge: CONTENT,
  ContentUnavailable: UNREACHABLE,
  DatasetInvalid: INPUT,
  DeploymentInvalid: INPUT,
  EndpointUnreachable: UNREACHABLE,
  EngineMismatch: INPUT,
  EngineUnusable: INPUT,
  EventsMissing: UNREACHABLE,
  FileNotWritable: INPUT,
  FileUnreadable: INPUT,
  GatewayNotStarted: INPUT,
  GatewayUrlInvalid: INPUT,
  HomeInUse: INPUT,
  JournalMismatch: INPUT,
  JournalUnusable: INPUT,
  KeyInvalid: INPUT,
  ManifestInvalid: CONTENT,
  MemoryLimitReached: COMPUTE,
  MetricsInvalid: CONTENT,
  NotCanonical: INPUT,
  NotFound: MISSING,
  NotUtf8Text: INPUT,
  PortTaken: INPUT,
  PredictionsMismatch: INPUT,
  ProofMismatch: CONTENT,
  ProofMissing: MISSING,
  RpcUnreachable: UNREACHABLE,
  RunInUse: INPUT,
  RunInvalid: INPUT,
  RunUnfinished: INPUT,
  RunUnprovable: INPUT,
  ScoringTooExpensive: COMPUTE,
  SpecInvalid: INPUT,
  SpendLimitReached: FUNDS,
  StoreNotWritable: INPUT,
  TensorflowUnavailable: UNREACHABLE,
  TimedOut: UNREACHABLE,
  TrainingDiverged: COMPUTE,
  TransactionLost: UNREACHABLE,
  Unexpected: UNEXPECTED,
  UsageInvalid: INPUT,
  VersionContradicted: CONTRADICTED,
  WeightsInvalid: CONTENT,
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
