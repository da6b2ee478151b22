import { access, constants, mkdir } from "node:fs/promises";
import type { CID } from "multiformats/cid";
import { sha256, toHex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { aborted } from "./aborted.ts";
import type { Artefact } from "./artefact.ts";
import { createBlockFiles } from "./blockFiles.ts";
import type { BlockSource } from "./blockSource.ts";
import type { ContentStore, ReadLimits } from "./contentStore.ts";
import { importContent } from "./importContent.ts";
import { MAX_BLOCK_BYTES } from "./ipfsLimits.ts";
import { isBlockOf } from "./isBlockOf.ts";
import { parseCid } from "./parseCid.ts";
import { readContent } from "./readContent.ts";

/**
 * A {@link ContentStore} on disk. Blocks that are missing, or no longer what they were, come from `remote` and are kept.
 *
 * Any number of processes may use one directory at a time, and may be killed at any moment.
 *
 * @throws AssayError `StoreNotWritable` if the directory cannot be made or written
 */
export async function createDiskStore(options: {
  directory: string;
  remote?: BlockSource | undefined;
}): Promise<ContentStore> {
  const { directory, remote } = options;
  await openDirectory(directory);
  const files = createBlockFiles(directory);
  const closing = new AbortController();

  async function readBlock(cid: CID, signal: AbortSignal): Promise<Uint8Array> {
    if (signal.aborted) throw aborted(signal);
    const local = await files.read(cid);
    if (local) return local;
    if (!remote) throw missing(cid);
    const bytes = await remote.get(cid, signal).catch((cause: unknown) => {
      throw signal.aborted ? aborted(signal) : cause;
    });
    if (!isBlockOf(cid, bytes)) throw new Error(`the block source answered ${cid.toString()} with other bytes`);
    await files.write(cid, bytes);
    return bytes;
  }

  async function writeBlock(cid: CID, bytes: Uint8Array): Promise<void> {
    if (!isBlockOf(cid, bytes)) throw new Error(`the importer gave ${cid.toString()} other bytes`);
    if (!(await files.read(cid))) await files.write(cid, bytes);
  }

  async function put(bytes: Uint8Array): Promise<Artefact> {
    if (closing.signal.aborted) throw aborted(closing.signal);
    const cid = await importContent(bytes, writeBlock);
    return { cid: cid.toString(), sha256: toHex(sha256(bytes)), bytes: bytes.length };
  }

  async function putBlock(bytes: Uint8Array): Promise<Artefact> {
    if (bytes.length <= MAX_BLOCK_BYTES) return put(bytes);
    throw new AssayError(
      "ContentTooLarge",
      `${String(bytes.length)} bytes do not fit one block of ${String(MAX_BLOCK_BYTES)}`,
      {
        hint: "shorten the descriptions; long content belongs into an artefact of its own",
      },
    );
  }

  async function get(cid: string, limits: ReadLimits): Promise<Uint8Array> {
    const signal = limits.signal ? AbortSignal.any([limits.signal, closing.signal]) : closing.signal;
    return readContent(parseCid(cid), (block) => readBlock(block, signal), limits.maxBytes);
  }

  async function fetchArtefact(artefact: Artefact, limits: ReadLimits): Promise<Uint8Array> {
    if (artefact.bytes > limits.maxBytes) throw tooLarge(artefact, limits.maxBytes);
    const bytes = await get(artefact.cid, { ...limits, maxBytes: artefact.bytes });
    if (bytes.length === artefact.bytes && toHex(sha256(bytes)) === artefact.sha256) return bytes;
    throw new AssayError("ContentMismatch", `${artefact.cid} has not the length and digest that its manifest names`, {
      hint: "its publisher wrote a wrong manifest; nothing that uses it can be trusted",
    });
  }

  function close(): Promise<void> {
    closing.abort();
    return Promise.resolve();
  }

  return { put, putBlock, get, fetchArtefact, close };
}

async function openDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new AssayError("StoreNotWritable", `cannot use ${directory} as a store: ${String(cause)}`, {
      hint: "name a directory that this user may write",
      cause,
    });
  }
}

function missing(cid: CID): AssayError {
  return new AssayError("ContentUnavailable", `${cid.toString()} is not on this disk, and no gateway is configured`, {
    hint: "name a gateway that has it",
  });
}

function tooLarge(artefact: Artefact, maxBytes: number): AssayError {
  return new AssayError(
    "ContentTooLarge",
    `${artefact.cid} has ${String(artefact.bytes)} bytes, at most ${String(maxBytes)} are read`,
    {
      hint: "the publisher must make it smaller",
    },
  );
}
