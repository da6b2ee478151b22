import { Wallet, type HDNodeWallet } from "ethers";

/** One node of the network: the key that signs reports off chain and the account that sends them. */
export type DonNode = { signer: HDNodeWallet; transmitter: HDNodeWallet };

/** Nodes with fresh keys, which live in memory only. A network of n = 3f + 1 nodes stands f liars: four stand one. */
export function createDonNodes(count = 4): DonNode[] {
  return Array.from({ length: count }, () => ({ signer: Wallet.createRandom(), transmitter: Wallet.createRandom() }));
}
