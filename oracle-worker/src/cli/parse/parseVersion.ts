import { InvalidArgumentError } from "commander";
import { parseVersionName, type VersionName } from "../../chain/versionName.ts";
import type { Hex } from "../../core/sha256.ts";
import { parseVersionRef, type VersionRef } from "./parseVersionRef.ts";

/** A version in a registry; without one, in the home's. */
export type ParsedVersion = { ref: VersionRef } & Partial<Omit<VersionName, "versionId">>;

/** A version by its id, by an alias, or by its full name. @throws InvalidArgumentError for anything else */
export function parseVersion(text: string): ParsedVersion {
  const name = parseVersionName(text);
  if (name !== undefined) return { ref: name.versionId, chainId: name.chainId, registry: name.registry };
  if (/^\d+(?:@\w+)?$/.test(text)) return { ref: parseVersionRef(text) };
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is no version: write its full name, eip155:CHAIN:REGISTRY/ID, its id, PIPELINE@latest or PIPELINE@stable`,
  );
}

/** An address in lower case. @throws InvalidArgumentError */
export function parseAddress(text: string): Hex {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return `0x${text.slice(2).toLowerCase()}`;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is no address: write 0x and 40 hex digits`);
}
