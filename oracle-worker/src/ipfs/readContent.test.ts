import * as dagPb from "@ipld/dag-pb";
import { expect } from "chai";
import { UnixFS } from "ipfs-unixfs";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";
import { sha256 } from "../core/sha256.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { MAX_BLOCK_BYTES } from "./ipfsLimits.ts";
import { readContent } from "./readContent.ts";

const CHUNK = BigInt(MAX_BLOCK_BYTES);

/** What strangers may put under a CID (F-2 allows one shape only). */
describe("readContent", () => {
  const blocks = new Map<string, Uint8Array>();
  let reads = 0;

  beforeEach(() => {
    blocks.clear();
    reads = 0;
  });

  it("reads a regular tree", async () => {
    const root = node([leaf(MAX_BLOCK_BYTES, 1), leaf(5, 2)], [CHUNK, 5n]);
    const content = await read(root);
    expect(content).to.have.length(MAX_BLOCK_BYTES + 5);
    expect([content[0], content.at(-1)]).to.deep.equal([1, 2]);
  });

  it("refuses a bomb of few blocks that unfold into 174^4 chunks after reading one block", async () => {
    let cid = leaf(MAX_BLOCK_BYTES, 0);
    let size = CHUNK;
    for (let level = 0; level < 4; level += 1) {
      cid = node(Array<CID>(174).fill(cid), Array<bigint>(174).fill(size));
      size *= 174n;
    }
    await expectAssayError(() => read(cid), "ContentTooLarge");
    expect(reads).to.equal(1);
  });

  it("refuses a bomb that claims to be small", async () => {
    const small = leaf(1, 0);
    const inner = node(Array<CID>(174).fill(small), Array<bigint>(174).fill(1n));
    await expectAssayError(
      () => read(node(Array<CID>(174).fill(inner), Array<bigint>(174).fill(174n))),
      "ContentMismatch",
    );
    expect(reads).to.equal(1);
  });

  it("refuses a chain of nodes without end", async () => {
    let cid = node([leaf(MAX_BLOCK_BYTES, 0), leaf(1, 0)], [CHUNK, 1n]);
    for (let level = 0; level < 20; level += 1) cid = node([cid], [CHUNK + 1n]);
    await expectAssayError(() => read(cid), "ContentMismatch");
    expect(reads).to.be.lessThan(6);
  });

  it("refuses a leaf that is shorter, longer or empty against its parent's word", async () => {
    for (const size of [0, 4, 6]) {
      await expectAssayError(
        () => read(node([leaf(MAX_BLOCK_BYTES, 1), leaf(size, 2)], [CHUNK, 5n])),
        "ContentMismatch",
      );
    }
  });

  it("refuses irregular sizes, links without sizes and sizes without links", async () => {
    const full = leaf(MAX_BLOCK_BYTES, 1);
    const odd: [CID[], bigint[]][] = [
      [
        [leaf(5, 2), full],
        [5n, CHUNK],
      ],
      [[full, full], [CHUNK]],
      [[full], [CHUNK, 1n]],
      [
        [full, full],
        [CHUNK, 0n],
      ],
      [
        [full, full],
        [CHUNK, CHUNK + 1n],
      ],
      [[], []],
      [Array<CID>(175).fill(full), Array<bigint>(175).fill(CHUNK)],
      [
        [full, full],
        [CHUNK, (1n << 63n) - 1n],
      ],
    ];
    for (const [links, sizes] of odd) {
      const error = await read(node(links, sizes)).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(error, String(sizes)).to.have.property("code").that.is.oneOf(["ContentMismatch", "ContentTooLarge"]);
      expect(reads).to.equal(1);
      reads = 0;
    }
  });

  it("refuses a tree where one raw block would do", async () => {
    await expectAssayError(() => read(node([leaf(5, 1)], [5n])), "ContentMismatch");
  });

  it("refuses inline data, directories and what is no UnixFS", async () => {
    const inline = new UnixFS({ type: "file", data: new Uint8Array(MAX_BLOCK_BYTES - 10) });
    const full = leaf(MAX_BLOCK_BYTES, 1);
    inline.addBlockSize(CHUNK);
    const directory = new UnixFS({ type: "directory" });
    await expectAssayError(
      () => read(put(dagPb.code, dagPb.encode(dagPb.prepare({ Data: inline.marshal(), Links: [full] })))),
      "ContentMismatch",
    );
    await expectAssayError(
      () => read(put(dagPb.code, dagPb.encode(dagPb.prepare({ Data: directory.marshal(), Links: [full] })))),
      "ContentMismatch",
    );
    await expectAssayError(
      () => read(put(dagPb.code, dagPb.encode(dagPb.prepare({ Data: new Uint8Array([255, 255]), Links: [full] })))),
      "ContentMismatch",
    );
    await expectAssayError(() => read(put(dagPb.code, new Uint8Array([1, 2, 3]))), "ContentMismatch");
  });

  it("refuses a child of another codec", async () => {
    const block = new Uint8Array(MAX_BLOCK_BYTES);
    const foreign = CID.createV1(0x71, create(0x12, sha256(block)));
    blocks.set(foreign.toString(), block);
    await expectAssayError(() => read(node([foreign, leaf(1, 0)], [CHUNK, 1n])), "ContentMismatch");
  });

  async function read(root: CID): Promise<Uint8Array> {
    return readContent(
      root,
      (cid) => {
        reads += 1;
        const block = blocks.get(cid.toString());
        return block ? Promise.resolve(block) : Promise.reject(new Error(`no ${cid.toString()}`));
      },
      10 * MAX_BLOCK_BYTES,
    );
  }

  function leaf(size: number, fill: number): CID {
    return put(raw.code, new Uint8Array(size).fill(fill));
  }

  function node(links: CID[], sizes: bigint[]): CID {
    const file = new UnixFS({ type: "file" });
    for (const size of sizes) file.addBlockSize(size);
    return put(dagPb.code, dagPb.encode(dagPb.prepare({ Data: file.marshal(), Links: links })));
  }

  function put(codec: number, block: Uint8Array): CID {
    const cid = CID.createV1(codec, create(0x12, sha256(block)));
    blocks.set(cid.toString(), block);
    return cid;
  }
});
