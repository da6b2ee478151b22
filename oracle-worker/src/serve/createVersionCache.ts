import type { Weights } from "../models/weights.ts";
import type { Version } from "../pipeline/loadVersion.ts";

/** Versions kept in memory, the longest unused dropped first. */
export type VersionCache = {
  /** Loads a version once, however many ask at the same time. A failed load is not kept. */
  get(versionId: number): Promise<Version>;
};

export function createVersionCache(options: {
  maxBytes: number;
  load: (versionId: number) => Promise<Version>;
}): VersionCache {
  const { maxBytes, load } = options;
  const kept = new Map<number, { version: Version; bytes: number }>();
  const loading = new Map<number, Promise<Version>>();
  let total = 0;

  function keep(versionId: number, version: Version): void {
    const bytes = bytesOf(version.weights);
    if (bytes > maxBytes) return;
    kept.set(versionId, { version, bytes });
    total += bytes;
    for (const [oldest, entry] of kept) {
      if (total <= maxBytes) break;
      kept.delete(oldest);
      total -= entry.bytes;
    }
  }

  async function loadOnce(versionId: number): Promise<Version> {
    try {
      const version = await load(versionId);
      keep(versionId, version);
      return version;
    } finally {
      loading.delete(versionId);
    }
  }

  return {
    get(versionId) {
      const entry = kept.get(versionId);
      if (entry !== undefined) {
        // Moves it to the end: a Map keeps the order of insertion.
        kept.delete(versionId);
        kept.set(versionId, entry);
        return Promise.resolve(entry.version);
      }
      const pending = loading.get(versionId) ?? loadOnce(versionId);
      loading.set(versionId, pending);
      return pending;
    },
  };
}

function bytesOf(weights: Weights): number {
  return weights.values().reduce((bytes, { values }) => bytes + values.byteLength, 0);
}
