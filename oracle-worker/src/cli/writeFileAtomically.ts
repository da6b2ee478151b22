import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AssayError } from "../errors.ts";

/** Writes a file whole or not at all, making its directory. @throws AssayError `FileNotWritable` */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, text, { flag: "wx" });
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
