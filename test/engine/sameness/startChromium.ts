import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOnPath } from "../../utils/findOnPath.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** It runs without its sandbox, which containers refuse, and fetches nothing but the page. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of a Chromium or Chrome: CHROME_PATH, or one on PATH. */
export function findChromium(): string | null {
  return process.env.CHROME_PATH ?? findOnPath(...NAMES);
}

/** Opens an address in a browser with a profile of its own. @returns ends it, and all of its processes */
export function startChromium(path: string, address: string): { failed: Promise<never>; stop(): Promise<void> } {
  const profile = mkdtempSync(join(tmpdir(), "assay-chromium-"));
  const child = spawn(path, [...FLAGS, `--user-data-dir=${profile}`, address], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let words = "";
  child.stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2_000);
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined); // It also ends when it is stopped.
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      reject(error);
      resolve();
    });
    child.once("close", (code) => {
      reject(new Error(`the browser ended (${String(code)}): ${words}`));
      resolve();
    });
  });
  return {
    failed,
    async stop() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended.
      }
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
