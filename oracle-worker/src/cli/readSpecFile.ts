import { canonicalJson } from "../core/canonicalJson.ts";
import { decodeText } from "../pipeline/decodeText.ts";
import { MAX_MANIFEST_BYTES } from "../pipeline/parseDocument.ts";
import { parseSpec, type Spec } from "../pipeline/spec.ts";
import { readInputFile } from "../runs/readInputFile.ts";

/** A spec as its author wrote it, and the canonical bytes that are published. @throws AssayError `FileUnreadable`, `SpecInvalid` */
export async function readSpecFile(path: string): Promise<{ spec: Spec; bytes: Uint8Array }> {
  const spec = parseSpec(decodeText(await readInputFile(path, MAX_MANIFEST_BYTES), path));
  return { spec, bytes: canonicalJson(spec) };
}
