import * as dagPb from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import type { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { AssayError } from "../errors.ts";
import { MAX_BLOCK_BYTES, MAX_LINKS } from "./ipfsLimits.ts";
import { isKnownKind } from "./parseCid.ts";
import { runLimited } from "./runLimited.ts";

/** 174^4 chunks are 240 TB: nothing deeper is honest. */
const MAX_DEPTH = 4;
const PARALLEL_READS = 4;

/** An inner node: its links and the length of the content under each, and under it. Lengths beyond 2^53 round; no limit is so high. */
type Node = { links: { cid: CID; size: number }[]; size: number };

/** Reads one block, verified against its CID. */
type ReadBlock = (cid: CID) => Promise<Uint8Array>;

/**
 * The content behind a CID of the form F-2.
 *
 * A root is written by a stranger. Sizes are checked before content is fetched, and only the one shape that F-2 gives to a
 * length is followed, so that a few blocks cannot unfold into endless content or endless reads.
 *
 * @throws AssayError `ContentTooLarge` above `maxBytes`; `ContentMismatch` for any other shape
 */
export async function readContent(root: CID, readBlock: ReadBlock, maxBytes: number): Promise<Uint8Array> {
  const block = await readBlock(root);
  if (root.code === raw.code) {
    checkSize(root, block.length, maxBytes);
    return block;
  }
  const node = decodeNode(root, block);
  if (node.size <= MAX_BLOCK_BYTES) throw malformed(root, "content this short must be one raw block");
  checkSize(root, node.size, maxBytes);
  const content = new Uint8Array(node.size);
  await fill(node, content, 1);
  return content;

  async function fill(parent: Node, target: Uint8Array, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) throw malformed(root, `deeper than ${String(MAX_DEPTH)} levels`);
    let end = 0;
    const reads = parent.links.map(({ cid, size }) => {
      const part = target.subarray(end, (end += size));
      return () => fillPart(cid, part, depth);
    });
    await runLimited(reads, PARALLEL_READS);
  }

  async function fillPart(cid: CID, part: Uint8Array, depth: number): Promise<void> {
    const bytes = await readBlock(cid);
    const child = cid.code === raw.code ? undefined : decodeNode(root, bytes);
    if ((child?.size ?? bytes.length) !== part.length) throw malformed(root, "a part is not as long as declared");
    if (child) await fill(child, part, depth + 1);
    else part.set(bytes);
  }
}

function decodeNode(root: CID, block: Uint8Array): Node {
  let links: dagPb.PBLink[];
  let file: UnixFS;
  try {
    const node = dagPb.decode(block);
    links = node.Links;
    file = UnixFS.unmarshal(node.Data ?? new Uint8Array());
  } catch (cause) {
    throw malformed(root, "a node is not UnixFS", cause);
  }
  const isInner = file.type === "file" && !file.data?.length && links.length > 0 && links.length <= MAX_LINKS;
  if (!isInner || file.blockSizes.length !== links.length)
    throw malformed(root, "a node is not an inner node of a file");
  if (!links.every(({ Hash }) => isKnownKind(Hash))) throw malformed(root, "a link is a CID of another kind");
  const total = file.fileSize();
  const unit = partSize(total);
  const parts = links.map(({ Hash }, index) => ({ cid: Hash, size: file.blockSizes[index] ?? 0n }));
  const last = parts.length - 1;
  const lastSize = total - unit * BigInt(last);
  const isRegular = parts.every(({ size }, index) => size === (index < last ? unit : lastSize));
  if (!isRegular || lastSize <= 0n || lastSize > unit) throw malformed(root, "a node's sizes are irregular");
  return { links: parts.map(({ cid, size }) => ({ cid, size: Number(size) })), size: Number(total) };
}

/** Length of every part but the last of a node over `total` bytes: the smallest power of 174 chunks that takes ≤ 174 parts. */
function partSize(total: bigint): bigint {
  let unit = BigInt(MAX_BLOCK_BYTES);
  while (unit * BigInt(MAX_LINKS) < total) unit *= BigInt(MAX_LINKS);
  return unit;
}

function checkSize(root: CID, size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new AssayError(
    "ContentTooLarge",
    `${root.toString()} has ${String(size)} bytes, at most ${String(maxBytes)} are read`,
    {
      hint: "the publisher must make it smaller",
    },
  );
}

function malformed(root: CID, reason: string, cause?: unknown): AssayError {
  return new AssayError("ContentMismatch", `${root.toString()} is not laid out as docs/SPEC.md F-2 says: ${reason}`, {
    hint: "the publisher must add it again: CIDv1, raw leaves, chunks of 262,144 bytes, 174 links a node",
    cause,
  });
}
