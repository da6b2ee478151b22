import { AssayError } from "../errors.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { ContentStore, ReadLimits } from "../ipfs/contentStore.ts";

/**
 * Fetches a part of a version whose length has a bound: what is longer is refused before anything of it is fetched.
 * @param part for the error, such as "weights"
 * @throws AssayError `ContentTooLarge`, and those of the content store
 */
export async function fetchBounded(
  store: ContentStore,
  part: string,
  artefact: Artefact,
  limits: ReadLimits,
): Promise<Uint8Array> {
  if (artefact.bytes > limits.maxBytes) {
    throw new AssayError("ContentTooLarge", `${part} have ${artefact.bytes} bytes, more than ${limits.maxBytes}`, {
      hint: "no version of this architecture needs as much; the manifest is wrong",
    });
  }
  return store.fetchArtefact(artefact, limits);
}
