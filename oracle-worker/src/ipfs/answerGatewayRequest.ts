import type { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { AssayError } from "../errors.ts";
import { parseCid } from "./parseCid.ts";
import { writeCar } from "./writeCar.ts";

/** What the gateway reads of a request. */
export type GatewayRequest = {
  method: string;
  url: string;
  accept?: string | undefined;
  ifNoneMatch?: string | undefined;
};

/** Status, headers and body of an answer. */
export type GatewayAnswer = {
  status: number;
  headers: Record<string, string>;
  body?: Uint8Array | AsyncIterable<Uint8Array>;
};

type Format = "raw" | "car" | "file";

const CONTENT_TYPES: Record<Format, string> = {
  raw: "application/vnd.ipld.raw",
  car: "application/vnd.ipld.car; version=1; order=dfs; dups=n",
  file: "application/octet-stream",
};

/**
 * Answers `GET /ipfs/{cid}` (https://specs.ipfs.tech/http-gateways/trustless-gateway/), with the format from `?format=raw|car` or the
 * `Accept` header, and the plain bytes of a raw CID without either.
 *
 * @param readBlock a block checked against its CID, or undefined
 */
export async function answerGatewayRequest(
  request: GatewayRequest,
  readBlock: (cid: CID) => Promise<Uint8Array | undefined>,
): Promise<GatewayAnswer> {
  const { method, url, accept, ifNoneMatch } = request;
  if (method !== "GET" && method !== "HEAD")
    return { ...refusal(405, "only GET and HEAD"), headers: { allow: "GET, HEAD" } };
  const target = URL.parse(url, "http://gateway");
  const [, text, rest] = /^\/ipfs\/([^/]+)(\/.*)?$/.exec(target?.pathname ?? "") ?? [];
  if (!target || !text) return refusal(404, "only /ipfs/{cid} is served");
  if (rest) return refusal(400, "paths below a CID are not served");
  const cid = tryParse(text);
  if (!cid) return refusal(400, "expected CIDv1 in base32, SHA-256, codec raw or dag-pb");
  const format = formatOf(target.searchParams.get("format"), accept);
  if (!format) return refusal(400, "expected format raw or car");
  if (format === "file" && cid.code !== raw.code) return refusal(406, "for this CID ask for format=raw or format=car");

  const block = await readBlock(cid);
  if (!block) return refusal(404, "not here");
  const etag = `"${text}${format === "file" ? "" : `.${format}`}"`;
  const headers = headersOf(text, format, etag);
  if (ifNoneMatch?.split(/,\s*/).some((tag) => tag === etag || tag === "*")) return { status: 304, headers };
  if (format === "car") return { status: 200, headers, body: writeCar(cid, readBlock) };
  return { status: 200, headers: { ...headers, "content-length": String(block.length) }, body: block };
}

function tryParse(text: string): CID | undefined {
  try {
    return parseCid(text);
  } catch (cause) {
    if (cause instanceof AssayError) return undefined;
    throw cause;
  }
}

function formatOf(asked: string | null, accept = ""): Format | undefined {
  if (asked === "raw" || asked === "car") return asked;
  if (asked !== null) return undefined;
  if (accept.includes("application/vnd.ipld.raw")) return "raw";
  return accept.includes("application/vnd.ipld.car") ? "car" : "file";
}

function headersOf(cid: string, format: Format, etag: string): Record<string, string> {
  const extension = { raw: "bin", car: "car", file: "bin" }[format];
  return {
    "content-type": CONTENT_TYPES[format],
    "content-disposition": `attachment; filename="${cid}.${extension}"`,
    // Content is a stranger's: no browser may take it for a page of this origin.
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=29030400, immutable",
    "x-ipfs-path": `/ipfs/${cid}`,
    "access-control-allow-origin": "*",
    vary: "accept",
    etag,
  };
}

function refusal(status: number, reason: string): GatewayAnswer {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "access-control-allow-origin": "*",
    "cache-control": "no-store",
  };
  return { status, headers, body: new TextEncoder().encode(`${reason}\n`) };
}
