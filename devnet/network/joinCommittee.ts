import type { Provider } from "ethers";
import { Committee__factory } from "../../typechain-types/index.ts";
import { type Role, walletOf } from "./accounts.ts";

/** Admits each worker as the governor and stakes for it, with the endpoint it will serve at. One after another: the worker's
 *  index on chain is its place in the list. */
export async function joinCommittee(
  provider: Provider,
  committeeAddress: string,
  endpoints: ReadonlyMap<Role, string>,
): Promise<void> {
  const committee = Committee__factory.connect(committeeAddress, walletOf("governor").connect(provider));
  const value = await committee.minStakeWei();
  for (const [role, endpoint] of endpoints) {
    const wallet = walletOf(role).connect(provider);
    await (await committee.admit(wallet.address, true)).wait();
    await (await committee.connect(wallet).stake(endpoint, { value })).wait();
  }
}
