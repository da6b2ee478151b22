import { hexlify } from "ethers";
import type { Hex } from "../core/sha256.ts";

/** Decodes what ethers returns as bytes: lower-case hex with the prefix 0x, typed as such. */
export function asHex(text: string): Hex {
  return `0x${hexlify(text).slice(2)}`;
}
