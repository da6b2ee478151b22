import type { Hex } from "../core/sha256.ts";

/** A version under its full name. Addresses are lower case. */
export type VersionName = { chainId: number; registry: Hex; versionId: number };

const PATTERN = /^eip155:(\d{1,15}):(0x[0-9a-fA-F]{40})\/([1-9]\d{0,8})$/;

/** `eip155:{chain}:{PipelineRegistry}/{version}`: the registry's CAIP-10 id, and the version's (docs/SPEC.md, P-8). */
export function formatVersionName({ chainId, registry, versionId }: VersionName): string {
  return `eip155:${chainId}:${registry.toLowerCase()}/${versionId}`;
}

/** undefined for anything but a full name. */
export function parseVersionName(text: string): VersionName | undefined {
  const [, chainId, registry, versionId] = PATTERN.exec(text) ?? [];
  if (chainId === undefined || registry === undefined || versionId === undefined) return undefined;
  return { chainId: Number(chainId), registry: `0x${registry.slice(2).toLowerCase()}`, versionId: Number(versionId) };
}
