import { join } from "node:path";
import type { Architecture } from "../models/architecture.ts";
import { writeModelJson } from "../models/formats/modelJson.ts";
import { safetensorsParts } from "../models/safetensors.ts";
import type { Weights } from "../models/weights.ts";
import { writeFileAtomically } from "../runs/writeFileAtomically.ts";
import type { CommandContext } from "./commandContext.ts";
import { loadRunOrVersion } from "./loadRunOrVersion.ts";

export type ExportFormat = "safetensors" | "model-json";
export type ExportedModel = { kind: Architecture["kind"]; directory: string; files: string[] };

/**
 * Writes a version's or run's weights for other programs. The file that names the others is written last.
 * @throws AssayError `FileNotWritable`, and those of `loadRunOrVersion`
 */
export async function exportModel(
  context: CommandContext,
  { name, format, directory }: { name: string; format: ExportFormat; directory: string },
): Promise<ExportedModel> {
  const { architecture, weights } = await loadRunOrVersion(context, name);
  const files = filesOf(format, architecture, weights);
  for (const [file, parts] of files) await writeFileAtomically(join(directory, file), parts);
  return { kind: architecture.kind, directory, files: [...files.keys()] };
}

function filesOf(format: ExportFormat, architecture: Architecture, weights: Weights): Map<string, Uint8Array[]> {
  if (format === "safetensors") return new Map([["model.safetensors", safetensorsParts(weights)]]);
  const { json, shards } = writeModelJson(architecture, weights);
  const files = new Map([...shards].map(([file, bytes]) => [file, [bytes]]));
  return files.set("model.json", [new TextEncoder().encode(json)]);
}
