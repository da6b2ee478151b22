import { HDNodeWallet, Mnemonic } from "ethers";

/** Hardhat's published development mnemonic: its accounts hold money on local chains only, and everybody knows their keys. */
const MNEMONIC = "test test test test test test test test test test test junk";

/** Every account of the network by role, in the mnemonic's order. deploy/parameters/local.json5 names the first four too. */
export const ROLES = [
  "deployer",
  "governor",
  "guardian",
  "treasury",
  "dataset-owner",
  "contributor-1",
  "contributor-2",
  "contributor-3",
  "buyer-1",
  "buyer-2",
  "worker-1",
  "worker-2",
  "worker-3",
] as const;

export type Role = (typeof ROLES)[number];

/** Admitted, staked, each a process of its own. */
export const WORKERS = ["worker-1", "worker-2", "worker-3"] as const satisfies readonly Role[];

/** Those whose stores the gateway serves: they publish data and versions. */
export const PUBLISHERS = [
  "dataset-owner",
  "contributor-1",
  "contributor-2",
  "contributor-3",
] as const satisfies readonly Role[];

/** The key of a role. */
export function walletOf(role: Role): HDNodeWallet {
  const path = `m/44'/60'/0'/0/${String(ROLES.indexOf(role))}`;
  return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), path);
}
