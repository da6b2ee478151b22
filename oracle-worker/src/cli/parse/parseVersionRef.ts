import { InvalidArgumentError } from "commander";
import { parsePipelineId, parseVersionId } from "./parseInteger.ts";

/** What a pipeline's owner and its registrations name: docs/SPEC.md, L-14. */
export type VersionAlias = { pipelineId: number; alias: "latest" | "stable" };

/** A version by its id, or by an alias of its pipeline. */
export type VersionRef = number | VersionAlias;

/** How commands describe such an argument. */
export const VERSION_REF = "version: its id, PIPELINE@latest or PIPELINE@stable";

/** Reads `12`, `3@latest` or `3@stable`. @throws InvalidArgumentError for anything else */
export function parseVersionRef(text: string): VersionRef {
  if (/^\d+$/.test(text)) return parseVersionId(text);
  const alias = parseAlias(text);
  if (alias !== undefined) return alias;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is no version: write its id, PIPELINE@latest or PIPELINE@stable`,
  );
}

/** Undefined for what does not look like an alias. @throws InvalidArgumentError for a pipeline's id out of range */
export function parseAlias(text: string): VersionAlias | undefined {
  const [, pipeline, alias] = /^(\d+)@(latest|stable)$/.exec(text) ?? [];
  if (pipeline === undefined || (alias !== "latest" && alias !== "stable")) return undefined;
  return { pipelineId: parsePipelineId(pipeline), alias };
}
