import { TypedDataEncoder } from "ethers";
import { type DatasetAction, datasetActionIndex } from "../core/datasetAction.ts";
import type { Hex } from "../core/sha256.ts";
import { asHex } from "./asHex.ts";
import type { Account } from "./keyFile.ts";

/** A dataset owner's permission for one account (docs/SPEC.md, A-7). Times are seconds since 1970. */
export type Grant = {
  datasetId: number;
  grantee: Hex;
  action: DatasetAction;
  licence: Hex;
  expiresAt: number;
  /** Decimal, up to 2^256 - 1. */
  nonce: string;
  deadline: number;
};

/** The chain and registry a grant is for. */
export type GrantDomain = { chainId: number; registry: string };

const TYPES = {
  Grant: [
    { name: "datasetId", type: "uint64" },
    { name: "grantee", type: "address" },
    { name: "action", type: "uint8" },
    { name: "licence", type: "bytes32" },
    { name: "expiresAt", type: "uint40" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** contracts/types/Grant.sol, as `DatasetRegistry.redeemGrant` takes it. */
export function grantStruct(grant: Grant): Omit<Grant, "action"> & { action: number } {
  return { ...grant, action: datasetActionIndex(grant.action) };
}

/** The EIP-712 digest that a dataset's owner signs; equal to `DatasetRegistry.grantDigest`. */
export function grantDigest({ chainId, registry }: GrantDomain, grant: Grant): Hex {
  const domain = { name: "Assay DatasetRegistry", version: "1", chainId, verifyingContract: registry };
  return asHex(TypedDataEncoder.hash(domain, TYPES, grantStruct(grant)));
}

/** 65 bytes with low s. */
export function signGrant(account: Account, domain: GrantDomain, grant: Grant): Hex {
  return asHex(account.signingKey.sign(grantDigest(domain, grant)).serialized);
}
