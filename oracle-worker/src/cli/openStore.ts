import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createBlockFiles } from "../ipfs/blockFiles.ts";
import type { BlockSource } from "../ipfs/blockSource.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { createDiskStore } from "../ipfs/createDiskStore.ts";
import { createGatewayBlocks } from "../ipfs/gatewayBlocks.ts";
import { MAX_BLOCK_BYTES } from "../ipfs/ipfsLimits.ts";

const GATEWAY_TIMEOUT_MS = 15_000;

/** A view of the home's store whose new blocks enter it all at once, or not at all. */
export type StagedStore = ContentStore &
  AsyncDisposable & {
    /** Moves every new block into the home's store. Synchronous, so that it can run just before a transaction leaves. */
    commit(): void;
  };

/**
 * Opens the home's store, with its gateways behind it. Blocks that are put or fetched wait in a directory beside the store:
 * a command that fails before `commit` leaves the store as it was.
 */
export async function openStore(config: { store: string; gateways: readonly string[] }): Promise<StagedStore> {
  const directory = `${config.store}.${randomUUID()}.tmp`;
  const store = await createDiskStore({ directory, remote: homeThenGateways(config) });
  return {
    ...store,
    commit: () => moveBlocks(directory, config.store),
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function homeThenGateways({ store, gateways }: { store: string; gateways: readonly string[] }): BlockSource {
  const files = createBlockFiles(store);
  const remote = createGatewayBlocks({ gateways, timeoutMs: GATEWAY_TIMEOUT_MS, maxBlockBytes: MAX_BLOCK_BYTES });
  return { get: async (cid, signal) => (await files.read(cid)) ?? remote.get(cid, signal) };
}

function moveBlocks(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(to, source.slice(from.length + 1));
    mkdirSync(dirname(target), { recursive: true });
    renameSync(source, target);
  }
}
