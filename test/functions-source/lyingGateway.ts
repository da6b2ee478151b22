import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a gateway does with a request for a CID. */
export type Behaviour = (cid: string, response: ServerResponse, request: IncomingMessage) => void;

/** A gateway that behaves as told, and the CIDs it was asked for. */
export type LyingGateway = { url: string; asked: string[]; close(): Promise<void> };

export async function startLyingGateway(behaviour: Behaviour): Promise<LyingGateway> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const cid = /^\/ipfs\/([^?]+)/.exec(request.url ?? "")?.[1] ?? "";
    asked.push(cid);
    behaviour(cid, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${String(port)}`, asked, close };
}

/** Answers with the blocks it has, and 404 for the rest. */
export function serveBlocks(blocks: ReadonlyMap<string, Uint8Array>): Behaviour {
  return (cid, response) => {
    const block = blocks.get(cid);
    response.writeHead(block ? 200 : 404);
    response.end(block);
  };
}

export function serveStatus(status: number): Behaviour {
  return (_cid, response) => {
    response.writeHead(status);
    response.end("no");
  };
}
