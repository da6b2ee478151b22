import type { CID } from "multiformats/cid";
import { AssayError } from "../errors.ts";
import { aborted } from "./aborted.ts";
import type { BlockSource } from "./blockSource.ts";
import { fetchBlock } from "./fetchBlock.ts";
import { GatewayError } from "./gatewayError.ts";

/**
 * Blocks from trustless gateways (`/ipfs/{cid}?format=raw`), tried in the order given; each block is checked against its CID.
 *
 * A gateway is trusted with nothing: not with lengths, types, encodings, redirects or its promise to end.
 *
 * @param options.gateways HTTP origins, an optional path prefix included
 * @param options.timeoutMs longest time one gateway gets for one block, its last byte included
 * @param options.maxBlockBytes longest answer read from a gateway
 * @throws AssayError `GatewayUrlInvalid`. `get` throws `ContentUnavailable`, whose `cause` is an `AggregateError` of one
 * {@link GatewayError} a gateway, or `Aborted`
 */
export function createGatewayBlocks(options: {
  gateways: readonly string[];
  timeoutMs: number;
  maxBlockBytes: number;
}): BlockSource {
  const { timeoutMs, maxBlockBytes } = options;
  const gateways = options.gateways.map(parseGateway);

  async function get(cid: CID, signal?: AbortSignal): Promise<Uint8Array> {
    const failures: GatewayError[] = [];
    for (const gateway of gateways) {
      try {
        return await fetchBlock(gateway, cid, { timeoutMs, maxBytes: maxBlockBytes, signal });
      } catch (cause) {
        if (signal?.aborted) throw aborted(signal);
        if (!(cause instanceof GatewayError)) throw cause;
        failures.push(cause);
      }
    }
    throw unavailable(cid, failures);
  }

  return { get };
}

function parseGateway(text: string): URL {
  const url = URL.parse(text.endsWith("/") ? text : `${text}/`);
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash) return url;
  throw new AssayError("GatewayUrlInvalid", `not the address of a gateway: ${text}`, {
    hint: "expected an http or https address such as https://trustless-gateway.link",
  });
}

function unavailable(cid: CID, failures: GatewayError[]): AssayError {
  const reasons = failures.map(({ message }) => message).join("; ");
  return new AssayError("ContentUnavailable", `no gateway has ${cid.toString()}: ${reasons || "none is configured"}`, {
    hint: "try again, or add a gateway that has it",
    cause: new AggregateError(failures, "every gateway failed"),
  });
}
