import { rm } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { expectAssayError } from "../../testing/expectAssayError.ts";
import { writeFakeTensorflow } from "../../testing/fakeTensorflow.ts";
import { useBackend } from "../backend.ts";
import { loadTensorflow } from "./loadTensorflow.ts";
import { tryTensorflow } from "./tryTensorflow.ts";

describe("tryTensorflow", () => {
  let folder: string;
  before(async () => {
    await useBackend("cpu");
    folder = await writeFakeTensorflow();
    loadTensorflow(folder);
  });
  after(async () => {
    await useBackend("cpu");
    tf.removeBackend("tensorflow");
    await rm(folder, { recursive: true });
  });

  it("takes a step on a backend that computes right", async () => {
    expect(await tryTensorflow()).to.include("took a training step");
  });

  it("refuses one that does not", async () => {
    const relu = tf.getKernel("Relu", "tensorflow");
    tf.unregisterKernel("Relu", "tensorflow");
    tf.registerKernel({ ...tf.getKernel("Identity", "cpu"), kernelName: "Relu", backendName: "tensorflow" });
    const error = await expectAssayError(() => tryTensorflow(), "TensorflowUnavailable");
    expect(error.message).to.include("loss");
    tf.unregisterKernel("Relu", "tensorflow");
    tf.registerKernel(relu);
  });
});
