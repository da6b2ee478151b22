import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../errors.ts";

/** Files that a killed process has left half written end with this. */
export const DRAFT_SUFFIX = ".tmp";

/**
 * Writes a file whole or not at all, making its directory; when it returns, the content is on the disk.
 * @param content text, or bytes in parts that are written one after another without being joined
 * @throws AssayError `FileNotWritable`
 */
export async function writeFileAtomically(path: string, content: string | readonly Uint8Array[]): Promise<void> {
  const draft = `${path}.${randomUUID()}${DRAFT_SUFFIX}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(draft, typeof content === "string" ? [new TextEncoder().encode(content)] : content);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new AssayError(
      "FileNotWritable",
      `cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: "check the directory's permissions and the free space of its disk",
        cause,
      },
    );
  }
}

/** One call writes all: a long computation that yields seldom gives each call one turn of the event loop. */
async function writeDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const file = await open(path, "wx");
  try {
    const { bytesWritten } = await file.writev(parts);
    if (bytesWritten !== length) throw new Error(`wrote ${String(bytesWritten)} of ${String(length)} bytes`);
    await file.datasync();
  } finally {
    await file.close();
  }
}
