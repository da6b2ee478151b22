import cbor from "cbor";
import { getBytes } from "ethers";
import { z } from "zod";
import type {
  FunctionsResponse,
  OracleRequestEvent,
} from "../../typechain-types/@chainlink/contracts/src/v0.8/functions/v1_3_0/FunctionsCoordinator.ts";

/** What the nodes are asked, and the commitment that the coordinator wants back with the answer. */
export type OracleRequest = {
  requestId: string;
  source: string;
  args: string[];
  commitment: FunctionsResponse.CommitmentStructOutput;
};

/** Code in the request itself, and JavaScript; Chainlink's encoder writes both zeros as big numbers. */
const ZeroSchema = z.union([z.literal(0), z.literal(0n)]);

const BodySchema = z.object({
  codeLocation: ZeroSchema,
  language: ZeroSchema,
  source: z.string(),
  args: z.array(z.string()).default([]),
});

/**
 * Reads one `OracleRequest` event.
 *
 * @throws ZodError if it does not hold inline JavaScript, the only kind this network runs
 */
export function readOracleRequest(event: OracleRequestEvent.OutputObject): OracleRequest {
  const body = BodySchema.parse(Object.fromEntries(pairsOf(cbor.decodeAllSync(Buffer.from(getBytes(event.data))))));
  return { requestId: event.requestId, source: body.source, args: body.args, commitment: event.commitment };
}

/** The request is a CBOR sequence of keys and values, without the map around them. */
function pairsOf(items: unknown[]): [string, unknown][] {
  return Array.from({ length: Math.floor(items.length / 2) }, (_, index) => [
    String(items[index * 2]),
    items[index * 2 + 1],
  ]);
}
