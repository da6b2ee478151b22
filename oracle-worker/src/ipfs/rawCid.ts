import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import * as digest from "multiformats/hashes/digest";
import { sha256 } from "multiformats/hashes/sha2";
import { fromHex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";

/**
 * The CIDv1 (raw, base32) of the block whose SHA-256 stands on chain.
 *
 * @throws AssayError `CidInvalid` unless `hex` is 0x and 64 hex digits
 */
export function cidOfSha256(hex: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(hex)) {
    throw new AssayError("CidInvalid", `not a SHA-256 digest: ${JSON.stringify(hex.slice(0, 100))}`, {
      hint: "expected 0x and 64 hexadecimal digits",
    });
  }
  return CID.createV1(raw.code, digest.create(sha256.code, fromHex(hex))).toString();
}
