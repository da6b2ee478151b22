import { readConfig } from "../../oracle-worker/src/config.ts";
import { startWorker } from "../../oracle-worker/src/main.ts";

// A worker in a process of its own: `node --import tsx workerProcess.ts HOME`. Prints its URL, stops on SIGTERM.
const [home = ""] = process.argv.slice(2);
const worker = await startWorker(await readConfig(home));
process.once("SIGTERM", () => void worker.stop());
process.stdout.write(`${worker.url}\n`);
