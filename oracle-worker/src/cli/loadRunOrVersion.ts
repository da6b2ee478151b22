import { existsSync } from "node:fs";
import { asHex } from "../chain/asHex.ts";
import { readConfig } from "../config.ts";
import { AssayError } from "../errors.ts";
import { decodeSafetensors, maxSafetensorsBytes } from "../models/safetensors.ts";
import { loadVersion } from "../pipeline/loadVersion.ts";
import type { LoadedVersion } from "../pipeline/compareOnData.ts";
import { MAX_MANIFEST_BYTES } from "../pipeline/parseDocument.ts";
import { decodeSpec } from "../pipeline/spec.ts";
import type { CommandContext } from "./commandContext.ts";
import { openChain } from "./openChain.ts";
import { openStore } from "./openStore.ts";
import { parseVersionId } from "./parse/parseInteger.ts";
import { parseAlias, type VersionRef } from "./parse/parseVersionRef.ts";
import { resolveVersion } from "./resolveVersion.ts";
import { readRun } from "./runFile.ts";

/**
 * The architecture and weights of a registered version, or of a run that is in the home.
 * @param name a version's id, an alias (3@latest), or a run's directory
 * @throws AssayError `UsageInvalid` for neither, those of `readRun` or of the chain, of the store, and of `loadVersion`
 */
export async function loadRunOrVersion(context: CommandContext, name: string): Promise<LoadedVersion> {
  const ref = /^[1-9]\d*$/.test(name) ? parseVersionId(name) : parseAlias(name);
  return ref === undefined ? await loadRun(context, name) : await loadByRef(context, ref);
}

async function loadByRef(context: CommandContext, ref: VersionRef): Promise<LoadedVersion> {
  using chain = await openChain(context);
  const versionId = await resolveVersion(chain, ref);
  await using store = await openStore(chain.config);
  const { manifestDigest } = await chain.read(() => chain.contracts.pipelineRegistry.versionOf(versionId));
  const version = await loadVersion({ store, manifestDigest: asHex(manifestDigest), signal: context.signal });
  return { architecture: version.spec.architecture, weights: version.weights };
}

/** What is neither an id nor there is more likely a mistyped version than a file. */
function checkExists(path: string): void {
  if (existsSync(path)) return;
  throw new AssayError("UsageInvalid", `${path} is neither a version's id nor the directory of a run`, {
    hint: "assay show tells whether a version exists; runs are in runs/ of the home",
  });
}

async function loadRun({ home, signal }: CommandContext, path: string): Promise<LoadedVersion> {
  checkExists(path);
  const run = await readRun(path);
  await using store = await openStore(await readConfig(home));
  const { architecture } = decodeSpec(await store.fetchArtefact(run.spec, { maxBytes: MAX_MANIFEST_BYTES, signal }));
  const limits = { maxBytes: maxSafetensorsBytes(architecture), signal };
  return { architecture, weights: decodeSafetensors(await store.fetchArtefact(run.weights, limits), architecture) };
}
