// Preloaded into every child of the network: the child is asked to stop when its parent is gone, even one that was killed
// with SIGKILL, because the channel between them then closes.

const GRACE_MS = 5_000;

if (process.channel) {
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, "SIGTERM");
  });
  // The channel alone is no reason to stay.
  process.channel.unref();
}
