import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AssayError } from "../errors.ts";
import { lockFile } from "./lockFile.ts";

/** Keeps a home to one worker. @returns a function that gives it back @throws AssayError `HomeInUse` */
export function lockHome(home: string): () => void {
  mkdirSync(home, { recursive: true });
  return lockFile(
    join(home, "worker.lock"),
    (cause) =>
      new AssayError("HomeInUse", `another worker runs in ${home}`, {
        hint: "stop it first, or give this one a home of its own",
        cause,
      }),
  );
}
