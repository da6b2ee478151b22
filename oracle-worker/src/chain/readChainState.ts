import { AssayError } from "../errors.ts";
import type { Provider } from "./provider.ts";

/** `timestamp` in seconds. */
export type ChainBlock = { number: number; hash: string; timestamp: number };

/** The block that a tag or number names. @throws AssayError `RpcUnreachable` when the node does not have it */
export async function readBlock(provider: Provider, tag: "latest" | "finalized" | number): Promise<ChainBlock> {
  const block = await provider.getBlock(tag);
  if (block?.hash) return { number: block.number, hash: block.hash, timestamp: block.timestamp };
  throw new AssayError("RpcUnreachable", `the RPC does not have the ${tag} block`, {
    hint: "use a node that is in sync and knows the tag finalized",
  });
}

/**
 * The last block before `timestamp`, by bisection: the state that every worker reads a closed epoch's batch at.
 * @param head a block at or after `timestamp`
 */
export async function lastBlockBefore(
  provider: Provider,
  timestamp: number,
  head: ChainBlock,
  fromBlock: number,
): Promise<number> {
  let low = fromBlock;
  let high = head.number;
  // Invariant: block `high` is at or after the time; every block below `low` is before it.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await readBlock(provider, middle)).timestamp < timestamp) low = middle + 1;
    else high = middle;
  }
  return high - 1;
}
