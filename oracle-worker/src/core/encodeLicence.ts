import { AssayError } from "../errors.ts";
import { type Hex, sha256, toHex } from "./sha256.ts";

const WORD_BYTES = 32;

/**
 * A licence as the contracts keep it (docs/SPEC.md, A-1): an SPDX expression of up to 31 characters as its bytes, padded with
 * zeros; a longer one as its SHA-256.
 * @throws AssayError `UsageInvalid` when that digest ends in a zero byte, which marks the short form
 */
export function encodeLicence(expression: string): Hex {
  const text = new TextEncoder().encode(expression);
  const word = text.length < WORD_BYTES ? new Uint8Array(WORD_BYTES) : sha256(text);
  if (text.length < WORD_BYTES) word.set(text);
  else if (word.at(-1) === 0)
    throw new AssayError(
      "UsageInvalid",
      `the licence "${expression}" cannot be stated: its SHA-256 ends in a zero byte`,
      {
        hint: "write the expression in another way, such as with one more space",
      },
    );
  return toHex(word);
}
