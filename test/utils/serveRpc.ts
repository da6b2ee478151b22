import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { NetworkConnection } from "hardhat/types/network";
import { z } from "zod";

const RpcSchema = z.looseObject({ id: z.number(), method: z.string(), params: z.array(z.unknown()).default([]) });
type Rpc = z.infer<typeof RpcSchema>;

const ErrorSchema = z.looseObject({ code: z.number().default(-32_603), message: z.string(), data: z.unknown() });

/** What happens to a request before it reaches the chain; true when it has been answered. */
export type Fault = (request: Rpc, response: ServerResponse) => boolean | Promise<boolean>;

/**
 * Serves an in-process chain as JSON-RPC on 127.0.0.1, so that whole programs can use it.
 * @param fault may answer in the chain's place
 */
export async function serveRpc(
  connection: NetworkConnection,
  fault?: Fault,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(connection, request, response, fault));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}`, close };
}

async function answer(
  connection: NetworkConnection,
  request: IncomingMessage,
  response: ServerResponse,
  fault?: Fault,
): Promise<void> {
  const rpc = RpcSchema.parse(JSON.parse(await text(request)));
  if (fault !== undefined && (await fault(rpc, response))) return;
  const { id, method, params } = rpc;
  const result = await connection.provider.request({ method, params }).then(
    (value: unknown) => ({ result: value ?? null }),
    (error: unknown) => {
      const { code, message, data } = ErrorSchema.parse(error);
      return { error: { code, message, data } };
    },
  );
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ jsonrpc: "2.0", id, ...result }));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  const body: AsyncIterable<Uint8Array> = request;
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
