import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { AssayError } from "../errors.ts";

/**
 * Takes a lock that is the operating system's, on a file of its own: however a process ends, it is gone.
 * @param refusal the error when another process has it
 * @returns a function that gives it back
 */
export function lockFile(path: string, refusal: (cause: unknown) => AssayError): () => void {
  const lock = new DatabaseSync(path);
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw refusal(cause);
  }
  return () => {
    // Whoever opened the file before this fails on the lock; whoever opens it afterwards makes a new one.
    rmSync(path, { force: true });
    lock.close();
  };
}
