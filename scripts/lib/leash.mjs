// Loaded into a child before its own code: when the process that started it is gone, the child stops as on SIGTERM.
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.channel) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
