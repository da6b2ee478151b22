import { AssayError } from "../errors.ts";
import { type Hex, sha256, toHex } from "./sha256.ts";

const WORD_BYTES = 32;
const DIGEST = /^0x[0-9a-f]{64}$/;

/**
 * A licence as the contracts keep it (docs/SPEC.md, A-1): an SPDX expression of up to 31 characters as its bytes, padded with
 * zeros; a longer one as its SHA-256; the SHA-256 of a text as it is.
 * @throws AssayError `UsageInvalid` when that digest ends in a zero byte, which marks the short form
 */
export function encodeLicence(licence: string): Hex {
  const text = new TextEncoder().encode(licence);
  if (text.length < WORD_BYTES) {
    const word = new Uint8Array(WORD_BYTES);
    word.set(text);
    return toHex(word);
  }
  const digest: Hex = DIGEST.test(licence) ? `0x${licence.slice(2)}` : toHex(sha256(text));
  if (digest.endsWith("00"))
    throw new AssayError("UsageInvalid", `the licence "${licence}" cannot be stated: its SHA-256 ends in a zero byte`, {
      hint: "write the expression, or the text, in another way, such as with one more space",
    });
  return digest;
}
