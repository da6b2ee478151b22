import { spawn } from "node:child_process";
import { constants } from "node:os";
import { childEnvironment, findPinnedNode } from "./pinnedNode.mjs";
import { root } from "./root.mjs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** A terminal and npm both pass Ctrl-C on: within this time it is one wish. */
const SAME_SIGNAL_MS = 500;
/** Time to stop in good order after a signal. */
const GRACE_MS = 15_000;
const WATCH_MS = 1_000;

/**
 * Runs a script under the pinned Node with TypeScript loaded, on this process's stdin, stdout and stderr. The child leads a
 * process group of its own, gets each signal once, and leaves no process behind, however this process ends. After a signal
 * this process ends with the child.
 * @returns the child's exit code
 */
export function runChild(script, args, environment = {}) {
  const leash = new URL("./leash.mjs", import.meta.url).href;
  const flags = ["--disable-warning=ExperimentalWarning", "--import", leash, "--import", "tsx"];
  const child = spawn(findPinnedNode(root), [...flags, script, ...args], {
    cwd: root,
    env: { ...childEnvironment(root), ...environment },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached: true,
  });
  const release = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const wasStopped = release();
      signalGroup(child, "SIGKILL");
      const exitCode = code ?? 128 + constants.signals[signal];
      if (wasStopped) process.exit(exitCode);
      resolve(exitCode);
    });
  });
}

/** Passes signals on, and the death of this process's own parent as SIGTERM. @returns ends this, and says if one came */
function forwardSignals(child) {
  const parent = process.ppid;
  let lastMs = 0;
  let deadline;
  const forward = (signal) => {
    if (Date.now() - lastMs < SAME_SIGNAL_MS) return;
    lastMs = Date.now();
    child.kill(signal);
    deadline ??= setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  };
  const watch = setInterval(() => process.ppid === parent || deadline !== undefined || forward("SIGTERM"), WATCH_MS);
  for (const signal of SIGNALS) process.on(signal, forward);
  return () => {
    clearInterval(watch);
    clearTimeout(deadline);
    for (const signal of SIGNALS) process.off(signal, forward);
    return deadline !== undefined;
  };
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
