import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CID } from "multiformats/cid";
import { AssayError } from "../errors.ts";
import { answerGatewayRequest } from "./answerGatewayRequest.ts";
import { createBlockFiles } from "./blockFiles.ts";

/** A running gateway. `close` ends its connections and resolves when the port is free. */
export type Gateway = { url: string; close(): Promise<void> };

/**
 * Serves the blocks of one or more disk stores over HTTP, read only, as the IPFS trustless gateway specification says:
 * raw blocks, CAR v1, and the plain bytes of raw CIDs. Every block is checked before it is sent.
 *
 * @param options.host interface to listen on, 127.0.0.1 by default: no one outside unless asked for
 * @param options.port 0 takes a free one
 * @throws AssayError `PortTaken`, or `GatewayNotStarted` for any other reason not to listen
 */
export async function startGateway(options: {
  directories: readonly string[];
  host?: string | undefined;
  port?: number | undefined;
}): Promise<Gateway> {
  const { host = "127.0.0.1", port = 0 } = options;
  const stores = options.directories.map(createBlockFiles);

  async function readBlock(cid: CID): Promise<Uint8Array | undefined> {
    for (const store of stores) {
      const bytes = await store.read(cid);
      if (bytes) return bytes;
    }
    return undefined;
  }

  const server = createServer((request, response) => {
    respond(request, response, readBlock).catch((cause: unknown) => {
      // Too late for a status: a broken connection tells the client that the body is not whole.
      response.destroy(cause instanceof Error ? cause : undefined);
    });
  });
  await listen(server, host, port);
  // listen() has succeeded on a TCP address, so that this is neither null nor a pipe's name.
  const { port: bound } = server.address() as AddressInfo;
  const authority = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${authority}:${String(bound)}`, close: () => stop(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  readBlock: (cid: CID) => Promise<Uint8Array | undefined>,
): Promise<void> {
  const { method = "", url = "/", headers } = request;
  const answer = await answerGatewayRequest(
    { method, url, accept: headers.accept, ifNoneMatch: headers["if-none-match"] },
    readBlock,
  );
  response.writeHead(answer.status, answer.headers);
  if (method === "HEAD" || !answer.body) response.end();
  else if (answer.body instanceof Uint8Array) response.end(answer.body);
  else await pipeline(Readable.from(answer.body), response);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(notStarted(cause, `${host}:${String(port)}`)));
    server.listen(port, host, resolve);
  });
}

function notStarted(cause: NodeJS.ErrnoException, where: string): AssayError {
  if (cause.code === "EADDRINUSE") {
    const hint = "choose another port, or 0 for any free one";
    return new AssayError("PortTaken", `${where} is taken by another program`, { hint, cause });
  }
  const hint = "name an address of this machine and a port above 1023";
  return new AssayError("GatewayNotStarted", `cannot listen on ${where}: ${cause.message}`, { hint, cause });
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
