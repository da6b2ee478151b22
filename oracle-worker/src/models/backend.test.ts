import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { useBackend } from "./backend.ts";

describe("useBackend (P-5)", () => {
  it("selects cpu and names it by the digest of its name and version", async () => {
    const backend = await useBackend("cpu");
    expect(tf.getBackend()).to.equal("cpu");
    expect(backend).to.deep.include({
      name: "cpu",
      engineDigest: toHex(sha256(new TextEncoder().encode("tfjs-cpu@4.22.0"))),
    });
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
