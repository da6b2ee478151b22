import { rm } from "node:fs/promises";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { z } from "zod";
import { expectAssayError } from "../../testing/expectAssayError.ts";
import { writeFakeTensorflow } from "../../testing/fakeTensorflow.ts";
import { useBackend } from "../backend.ts";
import { loadTensorflow } from "./loadTensorflow.ts";
import { repairUtil } from "./repairUtil.ts";

describe("repairUtil (tensorflow/tfjs#8609)", () => {
  it("adds the checks that Node removed, and keeps those that are there", () => {
    const isString = (): boolean => true;
    const old: Record<string, unknown> = { isString };
    const missing = repairUtil(old);
    expect(missing).to.include("isNullOrUndefined").and.not.to.include("isString");
    expect(old["isString"]).to.equal(isString);
    expect(repairUtil(old)).to.deep.equal([]);
  });

  it("answers as Node's own did", () => {
    const repaired: Record<string, unknown> = {};
    repairUtil(repaired);
    const checks = z.record(z.string(), z.function({ input: [z.unknown()], output: z.boolean() })).parse(repaired);
    const values = [null, undefined, 0, "", [], {}, () => 0, Symbol("x"), true];
    const truths = (name: string): unknown[] => values.filter((value) => checks[name]?.(value));
    expect(truths("isNullOrUndefined")).to.deep.equal([null, undefined]);
    expect(truths("isArray")).to.deep.equal([[]]);
    expect(truths("isPrimitive")).to.have.length(6);
    expect(truths("isObject")).to.deep.equal([[], {}]);
    expect(truths("isNull")).to.deep.equal([null]);
  });
});

describe("loadTensorflow", () => {
  before(() => useBackend("cpu"));

  const folders: string[] = [];
  const fake = async (code?: string): Promise<string> => {
    const folder = await writeFakeTensorflow(code);
    folders.push(folder);
    return folder;
  };
  after(async () => {
    await useBackend("cpu");
    if (tf.engine().backendNames().includes("tensorflow")) tf.removeBackend("tensorflow");
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  it("makes a package run that calls what Node has removed", async () => {
    loadTensorflow(await fake());
    expect(util).to.have.property("isNullOrUndefined");
    await tf.setBackend("tensorflow");
    expect(tf.getBackend()).to.equal("tensorflow");
    expect([...tf.add([1, 2], [3, 4]).dataSync()]).to.deep.equal([4, 6]);
  });

  it("says by name that it is not installed, or does not load", async () => {
    const missing = await expectAssayError(() => loadTensorflow("/nowhere"), "TensorflowUnavailable");
    expect(missing.hint).to.include("npm run setup:tensorflow");
    const broken = await fake('throw new Error("libtensorflow.so.2: cannot open shared object file");');
    const error = await expectAssayError(() => loadTensorflow(broken), "TensorflowUnavailable");
    expect(error.message).to.include("libtensorflow.so.2");
  });
});
