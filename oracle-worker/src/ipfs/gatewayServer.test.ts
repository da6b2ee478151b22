import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, truncate } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CarReader } from "@ipld/car/reader";
import { expect } from "chai";
import type { CID } from "multiformats/cid";
import type { Artefact } from "./artefact.ts";
import { createDiskStore } from "./createDiskStore.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { createGatewayBlocks } from "./gatewayBlocks.ts";
import { startGateway, type Gateway } from "./gatewayServer.ts";
import { MAX_BLOCK_BYTES } from "./ipfsLimits.ts";
import { isBlockOf } from "./isBlockOf.ts";

const UNKNOWN = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
const LIMITS = { maxBytes: 1 << 30 };

describe("startGateway", () => {
  const small = Buffer.from('{"schema":"assay/metrics@1"}');
  const large = new Uint8Array(randomBytes(MAX_BLOCK_BYTES * 3 + 9));
  let directories: string[];
  let gateway: Gateway;
  let file: Artefact;
  let tree: Artefact;

  beforeEach(async () => {
    directories = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), "assay-gateway-"))));
    const [first = "", second = ""] = directories;
    file = await (await createDiskStore({ directory: first })).put(small);
    tree = await (await createDiskStore({ directory: second })).put(large);
    gateway = await startGateway({ directories });
  });

  afterEach(async () => {
    await gateway.close();
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true })));
  });

  it("feeds a store with nothing but this gateway, across its directories", async () => {
    const directory = await mkdtemp(join(tmpdir(), "assay-gateway-"));
    directories.push(directory);
    const remote = createGatewayBlocks({ gateways: [gateway.url], timeoutMs: 2000, maxBlockBytes: MAX_BLOCK_BYTES });
    const store = await createDiskStore({ directory, remote });
    expect(Buffer.compare(await store.fetchArtefact(tree, LIMITS), large)).to.equal(0);
    expect(Buffer.compare(await store.fetchArtefact(file, LIMITS), small)).to.equal(0);
  });

  it("serves a raw block by query and by Accept header", async () => {
    for (const answer of [
      await ask(`${file.cid}?format=raw`),
      await ask(file.cid, { accept: "application/vnd.ipld.raw" }),
    ]) {
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("content-type")).to.equal("application/vnd.ipld.raw");
      expect(answer.headers.get("etag")).to.equal(`"${file.cid}.raw"`);
      expect(answer.headers.get("cache-control")).to.equal("public, max-age=29030400, immutable");
      expect(answer.headers.get("x-content-type-options")).to.equal("nosniff");
      expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), small)).to.equal(0);
    }
  });

  it("serves the plain bytes of a raw CID as nothing a browser would run", async () => {
    const answer = await ask(file.cid);
    expect(answer.headers.get("content-type")).to.equal("application/octet-stream");
    expect(answer.headers.get("content-disposition")).to.equal(`attachment; filename="${file.cid}.bin"`);
    expect(answer.headers.get("etag")).to.equal(`"${file.cid}"`);
    expect(await answer.text()).to.equal(small.toString());
    expect((await ask(tree.cid)).status).to.equal(406);
  });

  it("serves a whole DAG as CAR v1, every block once and hashing to its CID", async () => {
    for (const answer of [
      await ask(`${tree.cid}?format=car`),
      await ask(tree.cid, { accept: "application/vnd.ipld.car" }),
    ]) {
      expect(answer.headers.get("content-type")).to.equal("application/vnd.ipld.car; version=1; order=dfs; dups=n");
      const car = await CarReader.fromBytes(new Uint8Array(await answer.arrayBuffer()));
      const blocks: { cid: CID; bytes: Uint8Array }[] = [];
      for await (const block of car.blocks()) blocks.push(block);
      expect((await car.getRoots()).map(String)).to.deep.equal([tree.cid]);
      expect(blocks.map(({ cid, bytes }) => isBlockOf(cid, bytes))).to.deep.equal([true, true, true, true, true]);
      const leaves = blocks.slice(1).map(({ bytes }) => bytes);
      expect(Buffer.compare(Buffer.concat(leaves), large)).to.equal(0);
    }
  });

  it("breaks the connection off where a block of a CAR is damaged", async () => {
    const [, second = ""] = directories;
    for (const entry of await readdir(second, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await stat(path)).size === MAX_BLOCK_BYTES) await truncate(path, 3);
    }
    const outcome = await ask(`${tree.cid}?format=car`)
      .then((answer) => answer.arrayBuffer())
      .then(
        () => "whole",
        () => "broken",
      );
    expect(outcome).to.equal("broken");
  });

  it("answers a known ETag with 304 and HEAD without a body", async () => {
    const { status } = await ask(file.cid, { "if-none-match": `"other", "${file.cid}"` });
    expect(status).to.equal(304);
    const head = await fetch(`${gateway.url}/ipfs/${file.cid}`, { method: "HEAD" });
    expect(head.status).to.equal(200);
    expect(head.headers.get("content-length")).to.equal(String(small.length));
    expect(await head.text()).to.equal("");
  });

  it("refuses what it does not serve", async () => {
    const answers: [string, number][] = [
      [`/ipfs/${UNKNOWN}`, 404],
      ["/", 404],
      ["/ipfs/", 404],
      ["/ipns/example.org", 404],
      ["/ipfs/not-a-cid", 400],
      ["/ipfs/QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n", 400],
      [`/ipfs/${file.cid}/path`, 400],
      [`/ipfs/${file.cid}?format=tar`, 400],
      ["/ipfs/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 400],
    ];
    for (const [path, status] of answers) expect((await fetch(gateway.url + path)).status, path).to.equal(status);
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await fetch(`${gateway.url}/ipfs/${file.cid}`, { method });
      expect(answer.status).to.equal(405);
      expect(answer.headers.get("allow")).to.equal("GET, HEAD");
    }
  });

  it("treats a damaged block as missing", async () => {
    const [first = ""] = directories;
    for (const entry of await readdir(first, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) await truncate(join(entry.parentPath, entry.name), 3);
    }
    expect((await ask(`${file.cid}?format=raw`)).status).to.equal(404);
  });

  it("listens on 127.0.0.1 unless told otherwise", () => {
    expect(new URL(gateway.url).hostname).to.equal("127.0.0.1");
  });

  it("says PortTaken for a port in use", async () => {
    const port = Number(new URL(gateway.url).port);
    const error = await expectAssayError(() => startGateway({ directories, port }), "PortTaken");
    expect(error.message).to.contain(`127.0.0.1:${String(port)}`);
  });

  it("says GatewayNotStarted for an address that is not this machine's", async () => {
    await expectAssayError(() => startGateway({ directories, host: "192.0.2.1" }), "GatewayNotStarted");
  });

  it("closes with connections open, and frees its port", async () => {
    const port = Number(new URL(gateway.url).port);
    const idle = connect(port, "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    const ended = new Promise((resolve) => idle.once("close", resolve));
    await gateway.close();
    await ended;
    gateway = await startGateway({ directories, port });
    expect((await ask(file.cid)).status).to.equal(200);
  });

  function ask(target: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${gateway.url}/ipfs/${target}`, { headers });
  }
});
