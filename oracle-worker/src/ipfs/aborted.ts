import { AssayError } from "../errors.ts";

/** The error of a read that its caller stopped. */
export function aborted(signal: AbortSignal): AssayError {
  return new AssayError("Aborted", "the read was stopped", {
    hint: "nothing: the caller or a shutdown asked for it",
    cause: signal.reason,
  });
}
