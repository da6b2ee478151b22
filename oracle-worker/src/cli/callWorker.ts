import { AssayError, type ErrorCode } from "../errors.ts";

const TIMEOUT_MS = 60_000;
/** 64 predictions are far smaller. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** What an HTTP status of a worker means (docs/SPEC.md, W-3), and what to do. */
const REFUSALS: Readonly<Record<number, { code: ErrorCode; hint: string }>> = {
  401: { code: "AccessDenied", hint: "check this machine's clock, and that --endpoint is the worker's own origin" },
  403: { code: "AccessDenied", hint: "buy access with assay buy, or use the home that bought it" },
  404: { code: "NotFound", hint: "check the version id" },
  413: { code: "UsageInvalid", hint: "send at most 64 inputs and 64 KiB" },
};

/**
 * One request to a worker, GET or, with a body, POST.
 * @returns the JSON it answered
 * @throws AssayError `EndpointUnreachable`, `AccessDenied`, `NotFound`, `UsageInvalid`, `Aborted`
 */
export async function callWorker(
  origin: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const url = URL.parse(path, origin);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AssayError("UsageInvalid", `${origin} is no HTTP origin`, { hint: "write --endpoint http://host:port" });
  }
  const response = await request(url, body, signal);
  const text = await readText(response);
  if (response.ok) return parseJson(text, origin);
  const refusal = REFUSALS[response.status];
  if (refusal === undefined) throw unreachable(origin, `answered ${path} with HTTP ${String(response.status)}`);
  throw new AssayError(refusal.code, `the worker refused with HTTP ${String(response.status)}: ${reasonIn(text)}`, {
    hint: refusal.hint,
  });
}

async function request(url: URL, body: object | undefined, signal: AbortSignal): Promise<Response> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const limits = { redirect: "error", signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) } as const;
  try {
    return await fetch(url, { ...(body === undefined ? {} : post), ...limits });
  } catch (cause) {
    if (signal.aborted)
      throw new AssayError("Aborted", "stopped while asking the worker", { hint: "ask again", cause });
    throw unreachable(url.origin, "does not answer", cause);
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw unreachable(response.url, "answers without end");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreachable(origin, "answered something else than JSON", cause);
  }
}

/** The worker's own words, where it gives any. */
function reasonIn(text: string): string {
  return text.slice(0, 300).replaceAll(/\s+/g, " ") || "no reason given";
}

function unreachable(origin: string, problem: string, cause?: unknown): AssayError {
  return new AssayError("EndpointUnreachable", `worker ${origin} ${problem}`, {
    hint: "name another worker with --endpoint",
    cause,
  });
}
