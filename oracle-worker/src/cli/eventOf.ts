import type { Receipt } from "./openAccount.ts";

type Log = Receipt["logs"][number];
/** The part of a contract that reads its own events; typechain's classes have it. */
type Decoder<E> = {
  readonly target: unknown;
  readonly interface: { parseLog(log: Log): { readonly name: string; readonly args: E } | null };
};

/**
 * The arguments of the first event of a name that a contract wrote in a transaction.
 * @throws Error when there is none: the contract is not what it should be
 */
export function eventOf<E>(receipt: Receipt, contract: Decoder<E>, name: string): E {
  for (const log of receipt.logs) {
    if (log.address.toLowerCase() !== String(contract.target).toLowerCase()) continue;
    const parsed = contract.interface.parseLog(log);
    if (parsed?.name === name) return parsed.args;
  }
  throw new Error(`transaction ${receipt.hash} has no event ${name}`);
}
