import { concat, keccak256, recoverAddress, Signature, TypedDataEncoder } from "ethers";
import type { Hex } from "../core/sha256.ts";
import { asHex } from "./asHex.ts";
import type { Account } from "./keyFile.ts";

/** contracts/types/BatchHeader.sol with plain numbers: all are far below 2^53. */
export type BatchHeader = {
  benchmarkId: number;
  epoch: number;
  shard: number;
  engineDigest: Hex;
  predictionsRoot: Hex;
};

/** contracts/types/BatchHeader.sol, `Attestation`. */
export type Attestation = { worker: number; tag: Hex; r: Hex; vs: Hex };

/** The chain and contract a signature is for. */
export type AttestationDomain = { chainId: number; committee: string };

const TYPES = {
  Batch: [
    { name: "benchmarkId", type: "uint64" },
    { name: "epoch", type: "uint40" },
    { name: "shard", type: "uint32" },
    { name: "engineDigest", type: "bytes32" },
    { name: "predictionsRoot", type: "bytes32" },
    { name: "items", type: "bytes" },
    { name: "tag", type: "bytes32" },
  ],
};

/** The EIP-712 digest that a worker signs (docs/SPEC.md, C-2); equal to `Committee.attestationDigest`. */
export function attestationDigest(domain: AttestationDomain, header: BatchHeader, items: Uint8Array, tag: Hex): Hex {
  return asHex(TypedDataEncoder.hash(eip712Domain(domain), TYPES, { ...header, items, tag }));
}

/** `keccak256(predictions of every item, concatenated ‖ worker address)` (docs/SPEC.md, C-4). */
export function attestationTag(predictions: Uint8Array, worker: string): Hex {
  return asHex(keccak256(concat([predictions, worker])));
}

/** Signs with low s, in the compact form of EIP-2098. */
export function signAttestation(account: Account, digest: Hex): { r: Hex; vs: Hex } {
  const { r, yParityAndS } = account.signingKey.sign(digest);
  return { r: asHex(r), vs: asHex(yParityAndS) };
}

/** Who signed, as a lower-case address, or undefined for what is no signature (a high s included). */
export function attestationSigner(digest: Hex, { r, vs }: { r: Hex; vs: Hex }): Hex | undefined {
  try {
    return asHex(recoverAddress(digest, Signature.from({ r, yParityAndS: vs })).toLowerCase());
  } catch {
    return undefined;
  }
}

function eip712Domain({ chainId, committee }: AttestationDomain) {
  return { name: "Assay Committee", version: "1", chainId, verifyingContract: committee };
}
