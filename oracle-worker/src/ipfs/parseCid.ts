import * as dagPb from "@ipld/dag-pb";
import { base32 } from "multiformats/bases/base32";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { sha256 } from "multiformats/hashes/sha2";
import { AssayError } from "../errors.ts";

/**
 * Reads a CID of the kinds this project uses: version 1, base32, SHA-256, codec raw or dag-pb.
 *
 * @throws AssayError `CidInvalid` for anything else
 */
export function parseCid(text: string): CID {
  let cid: CID;
  try {
    cid = CID.parse(text, base32);
  } catch (cause) {
    throw badCid(text, cause);
  }
  // Stray bits in the last character give a second spelling of the same CID.
  if (cid.toString() !== text) throw badCid(text);
  if (!isKnownKind(cid)) throw badCid(text);
  return cid;
}

/** Whether a CID is of those kinds. One of another hash may have any length: no file name and no address would hold it. */
export function isKnownKind({ version, code, multihash }: CID): boolean {
  const isKnown = code === raw.code || code === dagPb.code;
  return version === 1 && isKnown && multihash.code === sha256.code && multihash.size === 32;
}

function badCid(text: string, cause?: unknown): AssayError {
  return new AssayError("CidInvalid", `not a CID this project uses: ${JSON.stringify(text.slice(0, 100))}`, {
    hint: "expected CIDv1 in base32, SHA-256, codec raw or dag-pb: b… with 59 characters",
    cause,
  });
}
