import type { CID } from "multiformats/cid";
import { GatewayError } from "./gatewayError.ts";
import { isBlockOf } from "./isBlockOf.ts";

/**
 * One block from one gateway, checked against its CID.
 *
 * @throws GatewayError with the fault's name; the signal's reason when the caller ends it
 */
export async function fetchBlock(
  gateway: URL,
  cid: CID,
  limits: { timeoutMs: number; maxBytes: number; signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = limits.signal ? AbortSignal.any([timeout, limits.signal]) : timeout;
  let bytes: Uint8Array;
  try {
    const response = await fetch(new URL(`ipfs/${cid.toString()}?format=raw`, gateway), {
      headers: { accept: "application/vnd.ipld.raw", "accept-encoding": "identity" },
      // A redirect could point a worker at its own network.
      redirect: "manual",
      signal,
    });
    bytes = await readBody(gateway, response, limits.maxBytes);
  } catch (cause) {
    if (cause instanceof GatewayError || limits.signal?.aborted) throw cause;
    throw new GatewayError(gateway, timeout.aborted ? "timeout" : "unreachable", { cause });
  }
  if (!isBlockOf(cid, bytes)) throw new GatewayError(gateway, "wrongBytes");
  return bytes;
}

async function readBody(gateway: URL, response: Response, maxBytes: number): Promise<Uint8Array> {
  const fault = faultOf(gateway, response);
  if (fault) {
    await response.body?.cancel();
    throw fault;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  // Leaving the loop cancels the body and with it the connection.
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new GatewayError(gateway, "tooLarge");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function faultOf(gateway: URL, response: Response): GatewayError | undefined {
  const { status } = response;
  if (status >= 300 && status < 400) return new GatewayError(gateway, "redirect", { status });
  if (status !== 200) return new GatewayError(gateway, "status", { status });
  // Encoded bodies unpack without end; nothing here asks for them.
  const encoding = response.headers.get("content-encoding") ?? "identity";
  return encoding === "identity" ? undefined : new GatewayError(gateway, "encoded");
}
