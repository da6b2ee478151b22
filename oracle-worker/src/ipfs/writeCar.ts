import { CarWriter } from "@ipld/car/writer";
import * as dagPb from "@ipld/dag-pb";
import type { CID } from "multiformats/cid";

/**
 * A CAR v1 of everything under `root`, depth first, each block once.
 *
 * @param readBlock a block checked against its CID; where one is missing the stream fails, so that no one takes a part for the whole
 */
export async function* writeCar(
  root: CID,
  readBlock: (cid: CID) => Promise<Uint8Array | undefined>,
): AsyncGenerator<Uint8Array> {
  const { writer, out } = CarWriter.create([root]);
  const failure = writeBlocks()
    .finally(() => writer.close())
    .then(
      () => undefined,
      (cause: unknown) => ({ cause }),
    );
  yield* out;
  const failed = await failure;
  if (failed) throw failed.cause;

  async function writeBlocks(): Promise<void> {
    const seen = new Set<string>();
    const waiting = [root];
    for (let cid = waiting.pop(); cid; cid = waiting.pop()) {
      if (seen.has(cid.toString())) continue;
      seen.add(cid.toString());
      const bytes = await readBlock(cid);
      if (!bytes) throw new Error(`block ${cid.toString()} is missing`);
      await writer.put({ cid, bytes });
      if (cid.code === dagPb.code)
        waiting.push(
          ...dagPb
            .decode(bytes)
            .Links.map(({ Hash }) => Hash)
            .reverse(),
        );
    }
  }
}
