import { expect } from "chai";
import { AssayError } from "../errors.ts";
import type { Version } from "../pipeline/loadVersion.ts";
import { createVersionCache } from "./createVersionCache.ts";

/** A version of `floats` parameters; nothing else of it is read. */
function versionOf(floats: number): Version {
  const weights = new Map([["w", { shape: [floats], values: new Float32Array(floats) }]]);
  return { weights } as unknown as Version;
}

describe("createVersionCache", () => {
  it("keeps within its bytes, dropping the longest unused", async () => {
    const loads: number[] = [];
    const cache = createVersionCache({
      maxBytes: 80,
      load: (versionId) => {
        loads.push(versionId);
        return Promise.resolve(versionOf(10));
      },
    });
    for (const versionId of [1, 2, 1, 3, 1, 2]) await cache.get(versionId);
    expect(loads).to.deep.equal([1, 2, 3, 2]);
  });

  it("never keeps what is larger than all of it", async () => {
    let loads = 0;
    const cache = createVersionCache({ maxBytes: 39, load: () => (loads++, Promise.resolve(versionOf(10))) });
    await cache.get(1);
    await cache.get(1);
    expect(loads).to.equal(2);
  });

  it("loads once for many at the same time, and again after a failure", async () => {
    let loads = 0;
    const cache = createVersionCache({
      maxBytes: 1_000,
      load: () => {
        loads++;
        if (loads === 1) return Promise.reject(new AssayError("ContentUnavailable", "gone", { hint: "" }));
        return Promise.resolve(versionOf(1));
      },
    });
    const failed = await Promise.allSettled([cache.get(1), cache.get(1)]);
    expect(failed.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
    await Promise.all([cache.get(1), cache.get(1)]);
    expect(loads).to.equal(2);
  });
});
