import { importBytes } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import { balanced } from "ipfs-unixfs-importer/layout";
import type { CID } from "multiformats/cid";
import { MAX_BLOCK_BYTES, MAX_LINKS } from "./ipfsLimits.ts";

/**
 * Cuts content into the blocks that F-2 prescribes and gives each to `store`; the same bytes get the same CID everywhere.
 *
 * @returns the CID of the root
 */
export async function importContent(
  bytes: Uint8Array,
  store: (cid: CID, block: Uint8Array) => Promise<void>,
): Promise<CID> {
  const sink = {
    async put(cid: CID, block: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<CID> {
      if (!(block instanceof Uint8Array)) throw new TypeError("the importer gave a stream instead of a block");
      await store(cid, block);
      return cid;
    },
  };
  const { cid } = await importBytes(bytes, sink, {
    cidVersion: 1,
    rawLeaves: true,
    reduceSingleLeafToSelf: true,
    chunker: fixedSize({ chunkSize: MAX_BLOCK_BYTES }),
    layout: balanced({ maxChildrenPerNode: MAX_LINKS }),
  });
  return cid;
}
