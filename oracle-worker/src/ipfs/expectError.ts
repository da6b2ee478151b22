import { AssayError, type ErrorCode } from "../errors.ts";

/** For tests: the error of a call that must fail with `code`. */
export async function expectError(call: Promise<unknown>, code: ErrorCode): Promise<AssayError> {
  const cause = await call.then(
    () => new Error(`expected ${code}, but the call succeeded`),
    (error: unknown) => error,
  );
  if (cause instanceof AssayError && cause.code === code) return cause;
  throw new Error(`expected ${code}`, { cause });
}
