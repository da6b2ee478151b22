import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import * as digest from "multiformats/hashes/digest";
import { sha256 } from "multiformats/hashes/sha2";
import { type Hex, fromHex, toHex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { parseCid } from "./parseCid.ts";

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

/**
 * The SHA-256 of the block behind a raw CIDv1.
 *
 * @throws AssayError `CidInvalid` for other CIDs: the digest of a UnixFS root is not the digest of its content
 */
export function sha256OfCid(cid: string): Hex {
  const parsed = parseCid(cid);
  if (parsed.code !== raw.code) {
    throw new AssayError("CidInvalid", `not a raw CID: ${cid}`, {
      hint: "only a single raw block has its content's digest",
    });
  }
  return toHex(parsed.multihash.digest);
}
