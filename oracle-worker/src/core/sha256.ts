import { createHash } from "node:crypto";

/** Bytes as the chain's tools write them: lower-case hex with the prefix 0x. */
export type Hex = `0x${string}`;

/** SHA-256 of the concatenation of `parts`: 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** Throws `RangeError` unless `hex` is 0x followed by whole bytes. */
export function fromHex(hex: string): Uint8Array {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(hex)) throw new RangeError(`not hex bytes: ${hex.slice(0, 80)}`);
  return new Uint8Array(Buffer.from(hex.slice(2), "hex"));
}
