import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";
import { TENSORFLOW_FOLDER } from "../../oracle-worker/src/models/tensorflow/loadTensorflow.ts";
import { hostOf } from "./installTensorflow.ts";

const SCRIPT = fileURLToPath(new URL("../setupTensorflow.ts", import.meta.url));

describe("npm run setup:tensorflow", () => {
  it("ends with a named error where the native library cannot be had, and leaves nothing", async function () {
    this.timeout(60_000);
    const before = existsSync(TENSORFLOW_FOLDER);
    // Nothing listens on port 9.
    const env = { ...process.env, TFJS_NODE_CDN_STORAGE: "http://127.0.0.1:9/", TFJS_NODE_BASE_URI: undefined };
    const { code, stdout, stderr } = await runScript(env);
    expect(code, stderr).to.equal(4);
    expect(stderr).to.match(
      /^error: TensorflowUnavailable: the native library's host http:\/\/127\.0\.0\.1:9\/ .+; .+$/m,
    );
    expect(stdout).to.equal("");
    expect(existsSync(TENSORFLOW_FOLDER)).to.equal(before);
  });

  it("looks where tfjs-node's own installer does", () => {
    expect(hostOf({})).to.equal("https://storage.googleapis.com/");
    expect(hostOf({ CDN_STORAGE: "a" })).to.equal("a");
    expect(hostOf({ CDN_STORAGE: "a", TFJS_NODE_CDN_STORAGE: "b" })).to.equal("b");
    expect(hostOf({ TFJS_NODE_CDN_STORAGE: "b", TFJS_NODE_BASE_URI: "c" })).to.equal("c");
  });
});

function runScript(env: NodeJS.ProcessEnv): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", SCRIPT], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
