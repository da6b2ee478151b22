import type { TypedContractEvent } from "../../../typechain-types/common.ts";
import type { Receipt } from "./openAccount.ts";

/** The part of a contract that reads its own events. */
type EventReader = {
  readonly target: unknown;
  readonly interface: {
    decodeEventLog(event: string, data: string, topics: readonly string[]): { toObject(): object };
  };
};

/**
 * The arguments of the first event of a kind that a contract wrote in a transaction.
 * @param event `contract.getEvent(…)`
 * @throws Error when there is none: the contract is not what it should be
 */
export function eventOf<I extends unknown[], O extends unknown[], T>(
  receipt: Receipt,
  contract: EventReader,
  event: TypedContractEvent<I, O, T>,
): T {
  const { topicHash } = event.fragment;
  const address = String(contract.target).toLowerCase();
  const log = receipt.logs.find(
    ({ address: from, topics }) => from.toLowerCase() === address && topics[0] === topicHash,
  );
  if (log === undefined) throw new Error(`transaction ${receipt.hash} has no event ${event.name}`);
  // Decoded by the ABI that the type was generated from.
  return contract.interface.decodeEventLog(event.fragment.name, log.data, log.topics).toObject() as T;
}
