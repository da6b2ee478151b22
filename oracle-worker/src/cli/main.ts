import { readEnvironment } from "../environment.ts";
import { runCli } from "./runCli.ts";

// The `assay` program.

/** npm passes on a Ctrl-C that the terminal has already sent: only a later second signal is impatience. */
const IMPATIENCE_MS = 1_000;

const stop = new AbortController();
let firstSignalAt = Number.POSITIVE_INFINITY;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (performance.now() - firstSignalAt > IMPATIENCE_MS) process.exit(130);
    firstSignalAt = Math.min(firstSignalAt, performance.now());
    stop.abort();
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  defaultHome: readEnvironment().assayHome ?? process.cwd(),
  signal: stop.signal,
});
