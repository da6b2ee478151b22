// One of the engine's threads in a browser: a module worker that serves until the engine is closed.
globalThis.addEventListener("message", async ({ data: start }) => {
  const { module, memory, threads, thread, base, idleSpins, tileColumns } = start;
  try {
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    exports.setUp(threads, thread, base, idleSpins);
    exports.setTile(tileColumns);
    exports.serve();
  } catch (error) {
    globalThis.postMessage(String(error));
  }
});
