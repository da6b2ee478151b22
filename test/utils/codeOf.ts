import { AssayError } from "../../oracle-worker/src/errors.ts";

/** The name of the error that a promise ends with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing was thrown",
    (error: unknown) => (error instanceof AssayError ? error.code : String(error)),
  );
}
