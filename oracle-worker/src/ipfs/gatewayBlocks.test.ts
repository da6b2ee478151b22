import { randomBytes } from "node:crypto";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { CID } from "multiformats/cid";
import { sha256, toHex } from "../core/sha256.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { createGatewayBlocks } from "./gatewayBlocks.ts";
import { GatewayError, type GatewayFault } from "./gatewayError.ts";
import { MAX_BLOCK_BYTES } from "./ipfsLimits.ts";
import { cidOfSha256 } from "./rawCid.ts";

const BLOCK = new Uint8Array(randomBytes(1000));
const BLOCK_CID = CID.parse(cidOfSha256(toHex(sha256(BLOCK))));
const OPTIONS = { timeoutMs: 250, maxBlockBytes: MAX_BLOCK_BYTES };

describe("createGatewayBlocks", () => {
  const closers: (() => Promise<void>)[] = [];

  afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

  it("fetches a block with format=raw from a gateway, whose address may have a path", async () => {
    const requests: string[] = [];
    const url = await serve((request, response) => {
      requests.push(`${request.url ?? ""} ${request.headers.accept ?? ""}`);
      response.end(BLOCK);
    });
    const expected = `/ipfs/${BLOCK_CID.toString()}?format=raw application/vnd.ipld.raw`;
    for (const gateway of [url, `${url}/`, `${url}/deep`]) {
      const blocks = createGatewayBlocks({ gateways: [gateway], ...OPTIONS });
      expect(await blocks.get(BLOCK_CID)).to.deep.equal(BLOCK);
    }
    expect(requests).to.deep.equal([expected, expected, `/deep${expected}`]);
  });

  describe("rejects by name, and goes on to the next gateway,", () => {
    const hostile: [string, GatewayFault, RequestListener][] = [
      ["wrong bytes", "wrongBytes", (_request, response) => response.end(randomBytes(1000))],
      [
        "one flipped bit",
        "wrongBytes",
        (_request, response) => response.end(BLOCK.map((byte, index) => (index === 0 ? byte ^ 1 : byte))),
      ],
      ["a truncated block", "wrongBytes", (_request, response) => response.end(BLOCK.subarray(1))],
      ["nothing", "wrongBytes", (_request, response) => response.end()],
      ["a missing block", "status", (_request, response) => response.writeHead(404).end()],
      ["429", "status", (_request, response) => response.writeHead(429, { "retry-after": "3600" }).end(BLOCK)],
      ["500", "status", (_request, response) => response.writeHead(500).end(BLOCK)],
      ["503", "status", (_request, response) => response.writeHead(503).end(BLOCK)],
      ["206, a part", "status", (_request, response) => response.writeHead(206).end(BLOCK)],
      ["an endless error page", "status", (_request, response) => sendForever(response.writeHead(500))],
      [
        "a redirect",
        "redirect",
        (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      ],
      ["a body without end", "tooLarge", (_request, response) => sendForever(response)],
      [
        "a block one byte too long",
        "tooLarge",
        (_request, response) => response.end(new Uint8Array(MAX_BLOCK_BYTES + 1)),
      ],
      [
        "a gzip bomb",
        "encoded",
        (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(BOMB),
      ],
      [
        "an honest block in gzip",
        "encoded",
        (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(BLOCK)),
      ],
      ["a slow drip", "timeout", (_request, response) => drip(response)],
      ["silence", "timeout", () => undefined],
      ["headers, then silence", "timeout", (_request, response) => void response.writeHead(200).write("x")],
      [
        "a content-length that promises more",
        "timeout",
        (_request, response) => void response.writeHead(200, { "content-length": "2000" }).write(BLOCK),
      ],
      [
        "a connection dropped half-way",
        "unreachable",
        (_request, response) => response.write(BLOCK, () => response.destroy()),
      ],
      ["a connection dropped at once", "unreachable", (request) => request.destroy()],
    ];
    for (const [name, fault, behave] of hostile) {
      it(name, async () => {
        const liar = await serve(behave);
        const error = await expectAssayError(
          () => createGatewayBlocks({ gateways: [liar], ...OPTIONS }).get(BLOCK_CID),
          "ContentUnavailable",
        );
        expect(faultsOf(error)).to.deep.equal([fault]);
        expect(error.message).to.contain(BLOCK_CID.toString()).and.to.contain(new URL(liar).origin);

        const honest = await serve((_request, response) => response.end(BLOCK));
        expect(await createGatewayBlocks({ gateways: [liar, honest], ...OPTIONS }).get(BLOCK_CID)).to.deep.equal(BLOCK);
      });
    }
  });

  it("rejects a gateway that is not there", async () => {
    const url = await serve(() => undefined);
    await closers.pop()?.();
    const error = await expectAssayError(
      () => createGatewayBlocks({ gateways: [url], ...OPTIONS }).get(BLOCK_CID),
      "ContentUnavailable",
    );
    expect(faultsOf(error)).to.deep.equal(["unreachable"]);
  });

  it("accepts an honest block whatever its content-type, and a short content-length is no trap", async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(BLOCK),
    );
    expect(await createGatewayBlocks({ gateways: [url], ...OPTIONS }).get(BLOCK_CID)).to.deep.equal(BLOCK);
    const short = await serve((_request, response) =>
      response.writeHead(200, { "content-length": "10" }).end(BLOCK.subarray(0, 10)),
    );
    const error = await expectAssayError(
      () => createGatewayBlocks({ gateways: [short], ...OPTIONS }).get(BLOCK_CID),
      "ContentUnavailable",
    );
    expect(faultsOf(error)).to.deep.equal(["wrongBytes"]);
  });

  it("names every gateway's fault in order", async () => {
    const gateways = [await serve((_request, response) => response.writeHead(404).end()), await serve(() => undefined)];
    const error = await expectAssayError(
      () => createGatewayBlocks({ gateways, ...OPTIONS }).get(BLOCK_CID),
      "ContentUnavailable",
    );
    expect(faultsOf(error)).to.deep.equal(["status", "timeout"]);
    expect(error.retryable).to.equal(true);
  });

  it("says Aborted when the caller stops it, and asks no further gateway", async () => {
    const asked: string[] = [];
    const stop = new AbortController();
    const first = await serve(() => stop.abort());
    const second = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.end(BLOCK);
    });
    const blocks = createGatewayBlocks({ gateways: [first, second], ...OPTIONS, timeoutMs: 10_000 });
    await expectAssayError(() => blocks.get(BLOCK_CID, stop.signal), "Aborted");
    await expectAssayError(() => blocks.get(BLOCK_CID, stop.signal), "Aborted");
    expect(asked).to.deep.equal([]);
  });

  it("refuses addresses that are no gateway's", () => {
    for (const gateway of [
      "",
      "localhost:8080",
      "ftp://example.org",
      "http://",
      "http://example.org/?a=b",
      "file:///etc",
    ]) {
      expect(() => createGatewayBlocks({ gateways: [gateway], ...OPTIONS }), gateway)
        .to.throw()
        .with.property("code", "GatewayUrlInvalid");
    }
  });

  async function serve(behave: RequestListener): Promise<string> {
    const server = createServer(behave);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    closers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return `http://127.0.0.1:${String(port)}`;
  }
});

const BOMB = gzipSync(new Uint8Array(64 << 20));

function faultsOf(error: Error): GatewayFault[] {
  const errors: unknown[] = error.cause instanceof AggregateError ? error.cause.errors : [];
  return errors.flatMap((cause) => (cause instanceof GatewayError ? [cause.fault] : []));
}

function sendForever(response: ServerResponse): void {
  const chunk = Buffer.alloc(1 << 16);
  const pump = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", pump);
  };
  pump();
}

/** One byte every 20 ms: never silent, never done. */
function drip(response: ServerResponse): void {
  const timer = setInterval(
    () => (response.destroyed ? clearInterval(timer) : response.write(BLOCK.subarray(0, 1))),
    20,
  );
}
