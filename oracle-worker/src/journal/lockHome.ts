import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AssayError } from "../errors.ts";

/**
 * Keeps a home to one worker. The lock is the operating system's, on a file of its own: however a process ends, it is gone.
 * @returns a function that gives it back
 * @throws AssayError `HomeInUse`
 */
export function lockHome(home: string): () => void {
  mkdirSync(home, { recursive: true });
  const path = join(home, "worker.lock");
  const lock = new DatabaseSync(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw new AssayError("HomeInUse", `another worker runs in ${home}`, {
      hint: "stop it first, or give this one a home of its own",
      cause,
    });
  }
  return () => {
    // Whoever opened the file before this fails on the lock; whoever opens it afterwards makes a new one.
    rmSync(path, { force: true });
    lock.close();
  };
}
