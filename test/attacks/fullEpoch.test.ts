import { expect } from "chai";
import { ZeroHash } from "ethers";

import { createWorld, digest, TERMS, type World } from "../../bench/gas/world.ts";

/** EIP-7825: no transaction may use more. */
const TRANSACTION_GAS = 1n << 24n;
/** A signer of 32 that the world does not have: a fresh credit and its event. */
const SIGNER_GAS = 30_000n;
const MORE_SIGNERS = 29n;
const PARENTS = 4;
const PER_BATCH = 50;

/** Registers a version in a pipeline of its own, so that no read of it is warm; with a minimum price, which is a slot more. */
async function register(world: World, parents: bigint[]): Promise<bigint> {
  const { registry, benchmarkId } = world;
  const terms = { ...TERMS, coParentBps: 500, minPriceGwei: 1 };
  await registry.mint({ licence: ZeroHash, name: "", benchmarkId, specDigest: digest("spec"), terms });
  await registry.registerVersion({
    pipelineId: await registry.pipelineCount(),
    manifestDigest: digest("manifest"),
    trainingCommitment: ZeroHash,
    parents,
    datasets: [],
    collaborators: [],
    maxRoyaltyBps: 9_000,
  });
  return registry.versionCount();
}

describe("a full epoch", () => {
  it("S-4: the heaviest batch settles in one transaction, so that nobody can fill an epoch to block it", async () => {
    const world = await createWorld();
    const count = Number(await world.scores.MAX_REQUESTS_PER_EPOCH());
    expect(await world.committee.MAX_ITEMS()).to.equal(count);
    const roots: bigint[] = [];
    for (let i = 0; i < count * PARENTS; i++) roots.push(await register(world, []));
    for (let i = 0; i < roots.length; i += PER_BATCH) {
      await world.score(roots.slice(i, i + PER_BATCH).map((versionId) => ({ versionId, correct: 1_100 })));
    }

    const children: bigint[] = [];
    for (let i = 0; i < count; i++) children.push(await register(world, roots.slice(i * PARENTS, (i + 1) * PARENTS)));
    // Each better than those before: each takes a place on the board.
    const { settle } = await world.score(
      children.map((versionId, i) => ({ versionId, correct: 1_500 + i, parentRight: 200 })),
    );
    expect(settle + MORE_SIGNERS * SIGNER_GAS <= TRANSACTION_GAS, `${settle} gas`).to.equal(true);
  }).timeout(120_000);
});
