import { spawn, type ChildProcess } from "node:child_process";
import { access, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

type Running = {
  parent: ChildProcess;
  ended: Promise<number | null>;
  pids: number[];
  directory: string;
  temporary: string;
};

/** Starts `npm run dev`'s program and waits until everything runs. */
async function startDev(): Promise<Running> {
  const temporary = await mkdtemp(join(tmpdir(), "assay-test-"));
  const parent = spawn(process.execPath, ["--import", "tsx", join(ROOT, "devnet/main.ts")], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: temporary },
  });
  const ended = new Promise<number | null>((resolve) => parent.once("close", resolve));
  let stderr = "";
  parent.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  let stdout = "";
  await new Promise<void>((resolve, reject) => {
    parent.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes("Ctrl-C")) resolve();
    });
    void ended.then(() => reject(new Error(`the network did not start: ${stderr}`)));
  });
  const pids = [...stderr.matchAll(/runs as process (\d+)/g)].map(([, pid]) => Number(pid));
  const directory = /^deployment (.+)\/deployment\.json$/m.exec(stdout)?.[1] ?? "";
  return { parent, ended, pids, directory, temporary };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

describe("the local network", () => {
  it("on Ctrl-C ends every process and removes its homes", async function () {
    this.timeout(180_000);
    const { parent, ended, pids, directory, temporary } = await startDev();
    expect(pids).to.have.length(6);
    expect(JSON.parse(await readFile(join(directory, "deployment.json"), "utf8"))).to.have.nested.property(
      "contracts.FunctionsScoreSource",
    );
    parent.kill("SIGINT");
    expect(await ended).to.equal(0);
    expect(pids.filter(isAlive)).to.deep.equal([]);
    expect(await exists(directory)).to.equal(false);
    await rm(temporary, { recursive: true, force: true });
  });

  it("on Ctrl-C while it starts ends what has started", async function () {
    this.timeout(180_000);
    const temporary = await mkdtemp(join(tmpdir(), "assay-test-"));
    const parent = spawn(process.execPath, ["--import", "tsx", join(ROOT, "devnet/main.ts")], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, TMPDIR: temporary },
    });
    let stderr = "";
    parent.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes("chain runs")) parent.kill("SIGINT");
    });
    expect(await new Promise((resolve) => parent.once("close", resolve))).to.equal(130);
    const pids = [...stderr.matchAll(/runs as process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids.filter(isAlive)).to.deep.equal([]);
    expect((await readdir(temporary)).filter((name) => name.startsWith("assay-network-"))).to.deep.equal([]);
    await rm(temporary, { recursive: true, force: true });
  });

  it("leaves no process when its parent is killed", async function () {
    this.timeout(180_000);
    const { parent, ended, pids, temporary } = await startDev();
    parent.kill("SIGKILL");
    await ended;
    // Each child notices by itself, and gets a few seconds for its own clean end.
    for (let look = 0; look < 200 && pids.some(isAlive); look++) await delay(100);
    expect(pids.filter(isAlive)).to.deep.equal([]);
    await rm(temporary, { recursive: true, force: true });
  });
});
