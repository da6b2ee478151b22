import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../../scripts/lib/root.mjs";

const PAGE = join(import.meta.dirname, "page");
const WASM = join(root, "oracle-worker", "engine", "build", "assay.wasm");
const HTML = '<!doctype html><meta charset="utf-8"><title>Assay</title><script type="module" src="/page.js"></script>';
const JAVASCRIPT = "text/javascript";

/** A page that trains, on a port of this machine, and what it sends back. */
export interface ServedPage {
  readonly address: string;
  readonly result: Promise<unknown>;
  close(): void;
}

/** Bundles the page and serves it with the headers that a browser asks for before memory may be shared. */
export async function servePage(): Promise<ServedPage> {
  const files = new Map<string, { type: string; body: string | Uint8Array }>();
  files.set("/", { type: "text/html", body: HTML });
  files.set("/assay.wasm", { type: "application/wasm", body: await readFile(WASM) });
  for (const [name, body] of await bundles()) files.set(`/${name}`, { type: JAVASCRIPT, body });
  const { promise: result, resolve } = Promise.withResolvers<unknown>();
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      response.end();
      void readText(request).then((text) => resolve(JSON.parse(text)));
      return;
    }
    const file = files.get(request.url ?? "");
    response.writeHead(file === undefined ? 404 : 200, {
      "content-type": file?.type ?? "text/plain",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(file?.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    result,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bundles(): Promise<[string, Uint8Array][]> {
  const names = ["page", "trainingWorker", "engineThread"];
  const { outputFiles } = await build({
    entryPoints: names.map((name) => join(PAGE, `${name}.mjs`)),
    outdir: PAGE,
    write: false,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  return outputFiles.map(({ path, contents }) => [path.slice(PAGE.length + 1), contents]);
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
