import { readFile, stat } from "node:fs/promises";
import { AssayError } from "../errors.ts";

/** A file that the user named. @throws AssayError `FileUnreadable` */
export async function readInputFile(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= maxBytes) return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new AssayError("FileUnreadable", `cannot read ${path}: ${reasonOf(cause)}`, {
      hint: "name a file that exists and that you may read",
      cause,
    });
  }
  throw new AssayError("FileUnreadable", `${path} is longer than ${String(maxBytes)} bytes`, {
    hint: "name a smaller file",
  });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ("code" in cause && cause.code === "ENOENT") return "there is no such file";
  if ("code" in cause && cause.code === "EISDIR") return "it is a directory";
  return cause.message;
}
