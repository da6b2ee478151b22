import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { AssayError } from "../errors.ts";

/** A request, headers and body, must have come in this time. */
const REQUEST_MS = 15_000;
const MAX_CONNECTIONS = 512;

/**
 * Serves over HTTP.
 * @returns the origin it listens on, and a function that ends every connection at once
 * @throws AssayError `PortTaken`
 */
export async function startServer(
  app: Hono,
  { host, port }: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  const respond = getRequestListener(app.fetch);
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    void respond(request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, host, port);
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${bound}`, close: () => close(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new AssayError("PortTaken", `cannot listen on ${host}:${port}: ${cause.message}`, {
          hint: "choose another worker.port (or host) in assay.json, or stop what listens there",
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
