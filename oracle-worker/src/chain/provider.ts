import { JsonRpcApiProvider, type JsonRpcError, type JsonRpcPayload, type JsonRpcResult, Network } from "ethers";
import { z } from "zod";
import { AssayError } from "../errors.ts";
import { readBody } from "../net/readBody.ts";
import { type RetryPolicy, withRetry } from "./withRetry.ts";

/** A node's answer: at most 32 MiB, which is many times the largest page of events asked for. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const RETRIES: RetryPolicy = { attempts: 6, firstDelayMs: 100, maxDelayMs: 3_000 };

/** "Limit exceeded" of EIP-1474, and what several vendors answer instead of HTTP 429. */
const RATE_LIMIT_CODES: ReadonlySet<number> = new Set([-32005, -32097, 429]);

const AnswerSchema = z.union([
  z.looseObject({ id: z.number(), error: z.looseObject({ code: z.number(), message: z.string() }) }),
  z.looseObject({ id: z.number(), result: z.unknown() }).refine((answer) => "result" in answer),
]);

/** What reads and broadcasts go through. It offers no subscriptions: everything here polls. */
export type Provider = JsonRpcApiProvider;

export type ProviderOptions = {
  rpcUrl: string;
  /** Refuse any other chain. Absent: whatever chain the node serves. */
  chainId?: number | undefined;
  timeoutMs?: number;
  retries?: RetryPolicy;
};

/**
 * A JSON-RPC provider that names its faults. Timeouts, rate limits, server errors and garbage are tried again with growing
 * pauses; sending a signed transaction twice is harmless, so that this holds for every method used here.
 */
class RpcProvider extends JsonRpcApiProvider {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #retries: RetryPolicy;
  readonly #stopped = new AbortController();

  constructor(chainId: number, { rpcUrl, timeoutMs = TIMEOUT_MS, retries = RETRIES }: ProviderOptions) {
    // Answers of different calls are never merged or cached: a batch fails as a whole, and a cached block is a stale clock.
    super(chainId, { staticNetwork: Network.from(chainId), batchMaxCount: 1, cacheTimeout: -1 });
    this.#url = rpcUrl;
    this.#timeoutMs = timeoutMs;
    this.#retries = retries;
    this._start();
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<(JsonRpcResult | JsonRpcError)[]> {
    const requests = Array.isArray(payload) ? payload : [payload];
    return Promise.all(
      requests.map((request) => withRetry(this.#retries, () => this.#post(request), this.#stopped.signal)),
    );
  }

  override destroy(): void {
    this.#stopped.abort();
    super.destroy();
  }

  async #post(request: JsonRpcPayload): Promise<JsonRpcResult | JsonRpcError> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), this.#stopped.signal]);
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
        redirect: "error",
        signal,
      });
      const body = await readBody(response, MAX_RESPONSE_BYTES);
      if (body === undefined) throw unreachable(`answered with more than ${MAX_RESPONSE_BYTES} bytes`);
      // Some nodes answer a revert with a 4xx or 500 and a JSON body: only then is the body worth reading.
      const answer = parseAnswer(body.toString("utf8"), request.id);
      if (answer === undefined)
        throw unreachable(`answered ${request.method} with HTTP ${response.status} and no JSON-RPC`);
      if ("error" in answer && RATE_LIMIT_CODES.has(answer.error.code))
        throw unreachable("limits the rate of requests");
      return answer;
    } catch (cause) {
      if (cause instanceof AssayError) throw cause;
      if (this.#stopped.signal.aborted) {
        throw new AssayError("Aborted", "the RPC request was stopped", {
          hint: "nothing: a shutdown asked for it",
          cause,
        });
      }
      throw unreachable(
        signal.aborted ? `did not answer ${request.method} in ${this.#timeoutMs} ms` : "cannot be reached",
        cause,
      );
    }
  }
}

/**
 * Connects and checks the chain.
 * @throws AssayError `RpcUnreachable`, `ChainIdMismatch`
 */
export async function openProvider(options: ProviderOptions): Promise<Provider> {
  const actual = await askChainId(options);
  const { chainId = actual } = options;
  if (actual === chainId) return new RpcProvider(chainId, options);
  throw new AssayError("ChainIdMismatch", `the RPC serves chain ${actual}, asked for is chain ${chainId}`, {
    hint: "name a node of the deployment's chain: rpcUrl in assay.json, or --rpc",
  });
}

async function askChainId(options: ProviderOptions): Promise<number> {
  // Its own chain id is never used: nothing but the question for the true one goes through this provider.
  const provider = new RpcProvider(options.chainId ?? 1, options);
  try {
    const answer: unknown = await provider.send("eth_chainId", []);
    if (typeof answer === "string" && /^0x[0-9a-f]{1,12}$/i.test(answer)) return Number(answer);
    throw unreachable("answered eth_chainId with something else than a number");
  } finally {
    provider.destroy();
  }
}

function parseAnswer(body: string, id: number): JsonRpcResult | JsonRpcError | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const result = AnswerSchema.safeParse(value);
  return result.success && result.data.id === id ? result.data : undefined;
}

// The URL is left out: it may hold an access token.
function unreachable(problem: string, cause?: unknown): AssayError {
  return new AssayError("RpcUnreachable", `the RPC ${problem}`, {
    hint: "check rpcUrl in assay.json or --rpc, and that the node runs and is not overloaded",
    cause,
  });
}
