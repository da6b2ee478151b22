import { dirname, join } from "node:path";
import { lstat } from "node:fs/promises";
import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import { MAX_MODEL_JSON_BYTES, readModelJson } from "../models/formats/readModelJson.ts";
import { withoutMetadata } from "../models/formats/withoutMetadata.ts";
import { decodeSafetensors, maxSafetensorsBytes } from "../models/safetensors.ts";
import type { Weights } from "../models/weights.ts";
import { readInputFile } from "../runs/readInputFile.ts";

/**
 * Weights of an architecture from a file that anyone may have written: `….safetensors`, or a model.json with its files
 * beside it.
 * @throws AssayError `FileUnreadable`, `UsageInvalid` for another kind of file, `ArchitectureMismatch`, `WeightsInvalid`
 */
export async function readModelFile(path: string, architecture: Architecture): Promise<Weights> {
  if (path.endsWith(".safetensors")) {
    const maxBytes = 2 * maxSafetensorsBytes(architecture);
    return decodeSafetensors(withoutMetadata(await readInputFile(path, maxBytes), maxBytes), architecture);
  }
  if (!path.endsWith(".json")) {
    throw new AssayError("UsageInvalid", `${path} is neither a .safetensors file nor a model.json`, {
      hint: "other formats are not read: no code of others ever runs here",
    });
  }
  const json = await readInputFile(path, MAX_MODEL_JSON_BYTES);
  return await readModelJson(json, (name, maxBytes) => readShard(join(dirname(path), name), maxBytes), architecture);
}

/** A file of its own beside the model.json, and not a link to somewhere else. */
async function readShard(path: string, maxBytes: number): Promise<Uint8Array> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    throw new AssayError("FileUnreadable", `${path} is not a plain file`, { hint: "put the model's own files there" });
  }
  return await readInputFile(path, maxBytes);
}
