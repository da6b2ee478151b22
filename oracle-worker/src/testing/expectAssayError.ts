import { expect } from "chai";
import { AssayError, type ErrorCode } from "../errors.ts";

/** Runs `action` and expects it to fail by this name; returns the error for what else it says. */
export async function expectAssayError(action: () => unknown, code: ErrorCode): Promise<AssayError> {
  try {
    await action();
  } catch (error) {
    expect(error).to.be.instanceOf(AssayError);
    if (!(error instanceof AssayError)) throw error;
    expect(error.code).to.equal(code);
    return error;
  }
  throw new Error(`expected ${code}, nothing failed`);
}
