import { InvalidArgumentError } from "commander";
import { parseVersionName, type VersionName } from "../../chain/versionName.ts";
import type { Hex } from "../../core/sha256.ts";
import { parseVersionId } from "./parseInteger.ts";

/** A version by its id, or by its full name. @throws InvalidArgumentError for anything else */
export function parseVersion(text: string): { versionId: number } & Partial<VersionName> {
  if (/^\d+$/.test(text)) return { versionId: parseVersionId(text) };
  const name = parseVersionName(text);
  if (name !== undefined) return name;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is no version: write its full name, eip155:CHAIN:REGISTRY/ID, or its id`,
  );
}

/** An address in lower case. @throws InvalidArgumentError */
export function parseAddress(text: string): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return `0x${text.slice(2).toLowerCase()}`;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is no address: write 0x and 40 hex digits`);
}
