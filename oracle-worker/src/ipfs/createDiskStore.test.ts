import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as dagPb from "@ipld/dag-pb";
import { FsBlockstore } from "blockstore-fs";
import { expect } from "chai";
import { UnixFS } from "ipfs-unixfs";
import { exporter } from "ipfs-unixfs-exporter";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";
import { sha256, toHex } from "../core/sha256.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import type { BlockSource } from "./blockSource.ts";
import { createBlockFiles } from "./blockFiles.ts";
import { createDiskStore } from "./createDiskStore.ts";
import { MAX_BLOCK_BYTES } from "./ipfsLimits.ts";

const LIMITS = { maxBytes: 1 << 30 };

describe("createDiskStore", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-store-"));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it("F-2: names content as other IPFS software does", async () => {
    const store = await createDiskStore({ directory });
    // Kubo: `ipfs add --cid-version=1 --raw-leaves` of the same bytes.
    const hello = await store.put(Buffer.from("hello world"));
    expect(hello).to.deep.equal({
      cid: "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
      sha256: toHex(sha256(Buffer.from("hello world"))),
      bytes: 11,
    });
    expect((await store.put(new Uint8Array())).cid).to.equal(
      "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
    );
  });

  for (const bytes of [
    0,
    1,
    MAX_BLOCK_BYTES,
    MAX_BLOCK_BYTES + 1,
    3 * MAX_BLOCK_BYTES,
    174 * MAX_BLOCK_BYTES + 5,
    176 * MAX_BLOCK_BYTES + 5,
  ]) {
    it(`F-2: gives ${String(bytes)} bytes back, as does the reference exporter from the same directory`, async () => {
      const content = new Uint8Array(randomBytes(bytes));
      const store = await createDiskStore({ directory });
      const artefact = await store.put(content);
      expect(CID.parse(artefact.cid).code).to.equal(bytes <= MAX_BLOCK_BYTES ? 0x55 : 0x70);
      expect(Buffer.compare(await store.fetchArtefact(artefact, LIMITS), content)).to.equal(0);
      expect(Buffer.compare(await readWithReference(artefact.cid), content)).to.equal(0);
    });
  }

  it("F-1: putBlock takes 262,144 bytes and no more", async () => {
    const store = await createDiskStore({ directory });
    const artefact = await store.putBlock(new Uint8Array(MAX_BLOCK_BYTES));
    expect(CID.parse(artefact.cid).code).to.equal(0x55);
    await expectAssayError(() => store.putBlock(new Uint8Array(MAX_BLOCK_BYTES + 1)), "ContentTooLarge");
  });

  it("refuses content above the caller's limit, and reads up to it", async () => {
    const store = await createDiskStore({ directory });
    for (const size of [100, MAX_BLOCK_BYTES * 2]) {
      const artefact = await store.put(randomBytes(size));
      await expectAssayError(() => store.get(artefact.cid, { maxBytes: size - 1 }), "ContentTooLarge");
      await expectAssayError(() => store.fetchArtefact(artefact, { maxBytes: size - 1 }), "ContentTooLarge");
      expect(await store.get(artefact.cid, { maxBytes: size })).to.have.length(size);
    }
  });

  it("refuses an artefact whose digest or length is not its content's", async () => {
    const store = await createDiskStore({ directory });
    const artefact = await store.put(Buffer.from("content"));
    await expectAssayError(
      () => store.fetchArtefact({ ...artefact, sha256: `0x${"00".repeat(32)}` }, LIMITS),
      "ContentMismatch",
    );
    await expectAssayError(() => store.fetchArtefact({ ...artefact, bytes: 8 }, LIMITS), "ContentMismatch");
    await expectAssayError(() => store.fetchArtefact({ ...artefact, bytes: 6 }, LIMITS), "ContentTooLarge");
  });

  it("refuses CIDs of other kinds and spellings", async () => {
    const store = await createDiskStore({ directory });
    const { cid } = await store.put(Buffer.from("content"));
    const others = [
      "",
      "../../etc/passwd",
      "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n",
      cid.toUpperCase(),
      `${cid.slice(0, -1)}b`,
    ];
    for (const other of others) await expectAssayError(() => store.get(other, LIMITS), "CidInvalid");
  });

  it("refuses a tree whose links are CIDs of other kinds, which no disk could name, before it looks for one", async () => {
    const store = await createDiskStore({ directory });
    const digest = sha256(new Uint8Array(1));
    for (const link of [
      CID.createV1(raw.code, create(0x00, new Uint8Array(4000))),
      CID.createV1(raw.code, create(0x13, digest)),
      CID.createV1(raw.code, create(0x12, digest.subarray(1))),
      CID.createV0(create(0x12, digest)),
    ]) {
      const file = new UnixFS({ type: "file", blockSizes: [BigInt(MAX_BLOCK_BYTES), 1n] });
      const block = dagPb.encode(dagPb.prepare({ Data: file.marshal(), Links: [link, link] }));
      const root = CID.createV1(dagPb.code, create(0x12, sha256(block)));
      await createBlockFiles(directory).write(root, block);
      await expectAssayError(() => store.get(root.toString(), LIMITS), "ContentMismatch");
    }
  });

  it("says ContentUnavailable for a block that is nowhere", async () => {
    const store = await createDiskStore({ directory });
    await expectAssayError(
      () => store.get("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", LIMITS),
      "ContentUnavailable",
    );
  });

  describe("with damaged blocks on the disk", () => {
    const damages: [string, (path: string) => Promise<void>][] = [
      ["truncated", (path) => truncate(path, 10)],
      ["empty", (path) => truncate(path, 0)],
      [
        "flipped",
        async (path) =>
          writeFile(
            path,
            (await readFile(path)).map((byte, index) => (index === 3 ? byte ^ 1 : byte)),
          ),
      ],
      ["grown beyond any block", (path) => writeFile(path, new Uint8Array(MAX_BLOCK_BYTES + 1))],
    ];
    for (const [name, damage] of damages) {
      it(`${name}: detected, fetched again and repaired`, async () => {
        const content = new Uint8Array(randomBytes(MAX_BLOCK_BYTES * 2 + 7));
        const { cid } = await (await createDiskStore({ directory })).put(content);
        const spare = await mkdtemp(join(tmpdir(), "assay-store-"));
        await (await createDiskStore({ directory: spare })).put(content);
        for (const path of await blockPaths()) await damage(path);

        await expectAssayError(
          async () => (await createDiskStore({ directory })).get(cid, LIMITS),
          "ContentUnavailable",
        );
        const repairing = await createDiskStore({ directory, remote: remoteOn(spare) });
        expect(Buffer.compare(await repairing.get(cid, LIMITS), content)).to.equal(0);
        expect(Buffer.compare(await (await createDiskStore({ directory })).get(cid, LIMITS), content)).to.equal(0);
        await rm(spare, { recursive: true });
      });

      it(`${name}: repaired by putting the content again`, async () => {
        const store = await createDiskStore({ directory });
        const { cid } = await store.put(Buffer.from("content"));
        for (const path of await blockPaths()) await damage(path);
        await store.put(Buffer.from("content"));
        expect(await store.get(cid, LIMITS)).to.deep.equal(new Uint8Array(Buffer.from("content")));
      });
    }
  });

  it("keeps every block whole while several processes write the same content and are killed", async function () {
    this.timeout(20_000);
    const content = Buffer.alloc(MAX_BLOCK_BYTES * 40);
    for (let offset = 0; offset < content.length; offset += 4096) content.writeUInt32LE(offset, offset);
    for (let round = 0; round < 4; round += 1) {
      const writers = await Promise.all(Array.from({ length: 3 }, () => startWriter(content.length)));
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 20));
      for (const writer of writers) writer.kill("SIGKILL");
      await Promise.all(writers.map(async (writer) => writer.exitCode ?? writer.signalCode ?? once(writer, "exit")));
      for (const path of await blockPaths()) expect((await readFile(path)).length, path).to.be.greaterThan(0);
    }
    const store = await createDiskStore({ directory });
    const { cid } = await store.put(content);
    expect(Buffer.compare(await store.get(cid, LIMITS), content)).to.equal(0);
  });

  it("stops waiting when the caller's signal fires, and after close", async () => {
    const waiting: BlockSource = {
      get: async (_cid, signal) => {
        while (!signal?.aborted) await new Promise((resolve) => setTimeout(resolve, 1));
        throw new Error("aborted");
      },
    };
    const cid = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
    const store = await createDiskStore({ directory, remote: waiting });
    const stop = new AbortController();
    const stopped = expectAssayError(() => store.get(cid, { ...LIMITS, signal: stop.signal }), "Aborted");
    stop.abort();
    await stopped;

    const closed = expectAssayError(() => store.get(cid, LIMITS), "Aborted");
    await store.close();
    await closed;
    await expectAssayError(() => store.put(Buffer.from("late")), "Aborted");
  });

  it("says StoreNotWritable for a directory that is a file", async () => {
    const path = join(directory, "file");
    await writeFile(path, "");
    await expectAssayError(() => createDiskStore({ directory: path }), "StoreNotWritable");
  });

  it("says StoreNotWritable when a block cannot be written, and leaves no draft behind", async () => {
    const store = await createDiskStore({ directory });
    const { cid } = await store.put(Buffer.from("content"));
    const [path] = await blockPaths();
    if (!path) throw new Error("no block was written");
    await rm(path);
    await mkdir(path);
    await expectAssayError(
      () => createBlockFiles(directory).write(CID.parse(cid), Buffer.from("content")),
      "StoreNotWritable",
    );
    expect(await blockPaths()).to.deep.equal([]);
  });

  async function readWithReference(cid: string): Promise<Uint8Array> {
    const blocks = new FsBlockstore(directory);
    await blocks.open();
    const entry = await exporter(CID.parse(cid), blocks);
    if (entry.type !== "file" && entry.type !== "raw") throw new Error(`the reference reads a ${entry.type}`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.content()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  function remoteOn(other: string): BlockSource {
    const files = createBlockFiles(other);
    return {
      get: async (cid) => {
        const bytes = await files.read(cid);
        if (!bytes) throw new Error("the remote has not got it either");
        return bytes;
      },
    };
  }

  async function blockPaths(): Promise<string[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".data"))
      .map((entry) => join(entry.parentPath, entry.name));
  }

  /** A process that stores content of that length again and again, started once it is about to write. */
  async function startWriter(length: number) {
    const module = JSON.stringify(new URL("createDiskStore.ts", import.meta.url).href);
    const code = `
      const { createDiskStore } = await import(${module});
      const store = await createDiskStore({ directory: ${JSON.stringify(directory)} });
      const content = Buffer.alloc(${String(length)});
      for (let offset = 0; offset < content.length; offset += 4096) content.writeUInt32LE(offset, offset);
      process.stdout.write("ready");
      await store.put(content);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    return child;
  }
});
