import { readEnvironment } from "../environment.ts";
import { runCli } from "./runCli.ts";

/** The `assay` program. A second signal ends it at once. */
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  defaultHome: readEnvironment().assayHome ?? process.cwd(),
  signal: stop.signal,
});
