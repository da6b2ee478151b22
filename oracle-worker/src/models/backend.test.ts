import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { closeEngine, engineDigestOf, useBackend } from "./backend.ts";
import { fusedOps } from "./ops/fusedOps.ts";

describe("useBackend (P-5)", () => {
  it("selects cpu and names it by the digest of its name and version", async () => {
    const backend = await useBackend("cpu");
    expect(tf.getBackend()).to.equal("cpu");
    expect(backend).to.deep.include({
      name: "cpu",
      engineDigest: toHex(sha256(new TextEncoder().encode("tfjs-cpu@4.22.0"))),
    });
  });

  it("starts the engine once for all, names it by its module, and starts another only for other threads", async () => {
    const { engineDigest, ops } = await useBackend("assay");
    expect(ops).to.equal(fusedOps);
    expect(engineDigest).to.equal(await engineDigestOf("assay"));
    expect(engineDigest).not.to.equal(await engineDigestOf("cpu"));
    const first = tf.backend();
    await useBackend("cpu");
    await useBackend("assay");
    expect(tf.backend()).to.equal(first);
    await useBackend("assay", { threads: 2 });
    expect(tf.backend()).not.to.equal(first);
    await useBackend("assay");
    expect(tf.backend()).not.to.equal(first);
    closeEngine();
    expect(tf.engine().backendNames()).not.to.include("assay");
  });

  it("refuses a backend that is gone, and one whose start fails, which tfjs would quietly replace", async () => {
    await useBackend("cpu");
    const { MathBackendCPU } = await import("@tensorflow/tfjs-backend-cpu");
    tf.removeBackend("cpu");
    tf.registerBackend("stand-in", () => new MathBackendCPU());
    try {
      await expectAssayError(() => useBackend("cpu"), "EngineMismatch");
      tf.registerBackend("cpu", () => Promise.reject(new Error("no start")));
      await expectAssayError(() => useBackend("cpu"), "EngineMismatch");
    } finally {
      tf.removeBackend("cpu");
      tf.registerBackend("cpu", () => new MathBackendCPU());
      await useBackend("cpu");
      tf.removeBackend("stand-in");
    }
  });
});
