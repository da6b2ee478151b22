import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NextToLast } from "blockstore-fs/sharding";
import type { CID } from "multiformats/cid";
import { AssayError } from "../errors.ts";
import { MAX_BLOCK_BYTES } from "./ipfsLimits.ts";
import { isBlockOf } from "./isBlockOf.ts";

/** Blocks as files. Any number of processes may use one directory at a time. */
export interface BlockFiles {
  /** The block, checked against its CID, or undefined where the file is missing or not its block. */
  read(cid: CID): Promise<Uint8Array | undefined>;
  /** Stores a block whole or not at all. The caller has checked it. Throws `StoreNotWritable`. */
  write(cid: CID, bytes: Uint8Array): Promise<void>;
}

/**
 * Blocks in `directory`, laid out as blockstore-fs does, so that Helia opens the same directory.
 *
 * blockstore-fs itself is not used for writing: it names its temporary file after the block, and two processes that store
 * the same block then publish each other's half-written file.
 */
export function createBlockFiles(directory: string): BlockFiles {
  const layout = new NextToLast();
  const pathOf = (cid: CID): string => {
    const { dir, file } = layout.encode(cid);
    return join(directory, dir, file);
  };

  async function read(cid: CID): Promise<Uint8Array | undefined> {
    const path = pathOf(cid);
    try {
      const { size } = await stat(path);
      if (size > MAX_BLOCK_BYTES) return undefined;
      const bytes = new Uint8Array(await readFile(path));
      // A damaged file stays until it is overwritten: deleting it could hit the good one that another process has just put there.
      return isBlockOf(cid, bytes) ? bytes : undefined;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    }
  }

  async function write(cid: CID, bytes: Uint8Array): Promise<void> {
    const path = pathOf(cid);
    const draft = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeDurably(draft, bytes);
      await rename(draft, path);
    } catch (cause) {
      await rm(draft, { force: true });
      throw new AssayError("StoreNotWritable", `cannot store a block in ${directory}: ${messageOf(cause)}`, {
        hint: "check the directory's permissions and the free space of its disk",
        cause,
      });
    }
  }

  return { read, write };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    // A contributor's disk may hold the only copy of weights that the chain already names.
    await file.datasync();
  } finally {
    await file.close();
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
