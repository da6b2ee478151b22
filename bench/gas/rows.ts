import { AbiCoder, keccak256 } from "ethers";

import { digest, type World } from "./world.ts";

/** One measured row: gas of ours, the target of the design, and what is counted. */
export interface Row {
  readonly operation: string;
  readonly ours: number;
  readonly target: number;
  readonly counted: string;
}

const FOREVER = 2n ** 48n;
const NATIVE = "0x0000000000000000000000000000000000000000";

function proof(initRoot: string, finalRoot: string): Record<string, string | number> {
  const other = digest("other");
  return {
    dataDigest: other,
    configDigest: other,
    initRoot,
    finalRoot,
    metricsDigest: other,
    logHead: other,
    checkpointsRoot: other,
    engineDigest: other,
    steps: 1_000,
  };
}

function commitment(values: Record<string, string | number>): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "bytes32", "bytes32", "bytes32", "bytes32", "bytes32", "bytes32", "bytes32", "uint64"],
      Object.values(values),
    ),
  );
}

const row = (operation: string, ours: bigint, target: number, counted: string): Row => ({
  operation,
  ours: Number(ours),
  target,
  counted,
});

/** Mint and register: every slot of the new token and version is fresh, the counters are warm from earlier blocks only. */
export async function registryRows(world: World): Promise<Row[]> {
  const { registry, gasOf, signers } = world;
  const [alice, bob] = signers;
  if (!alice || !bob) throw new Error("the network has too few accounts");
  await world.mintPipeline(bob);
  const mintNew = await gasOf(world.mintPipeline(alice));
  const mintSame = await gasOf(world.mintPipeline(alice));
  const root = proof(digest("a"), digest("b"));
  const child = proof(digest("b"), digest("c"));
  const params = {
    pipelineId: 2n,
    manifestDigest: digest("manifest"),
    trainingCommitment: commitment(root),
    parents: [] as bigint[],
    datasets: [] as bigint[],
    collaborators: [],
    maxRoyaltyBps: 9_000,
  };
  const plain = await gasOf(registry.connect(alice).registerVersion(params));
  await registry.connect(alice).registerVersion(params);
  const derived = await gasOf(
    registry
      .connect(alice)
      .registerDerivedVersion(
        { ...params, trainingCommitment: commitment(child), parents: [1n, 2n] },
        child as never,
        root as never,
      ),
  );
  return [
    row("mint pipeline, same owner", mintSame, 90_000, "spec digest, terms and benchmark in the owner's word, event"),
    row("mint pipeline, new owner", mintNew, 107_000, "the same, and the owner's first balance"),
    row("register a version", plain, 105_000, "manifest digest, commitment, packed word; the rest in the event"),
    row("register with 2 parents, primary edge proven", derived, 150_000, "and the input word, two proofs in calldata"),
  ];
}

const WARM_UP_ROUNDS = 1;

/** Submission and settlement of re-scores: every version had a score before, so its words are not fresh. */
export async function committeeRows(world: World): Promise<Row[]> {
  const [alice] = world.signers;
  if (!alice) throw new Error("the network has too few accounts");
  const versions: bigint[] = [];
  for (let i = 0; i < 50; i++) versions.push(await world.registerVersion(alice, 2n));
  const correctOf = (i: number, round: number): number => 1_500 + i + 60 * round;
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    await world.score(versions.map((versionId, i) => ({ versionId, correct: correctOf(i, round) })));
  }
  const rows: Row[] = [];
  const targets = [
    { size: 1, submit: 60_000, settle: 85_000 },
    { size: 10, submit: 7_500, settle: 28_000 },
    { size: 50, submit: 3_000, settle: 25_000 },
  ];
  let round = WARM_UP_ROUNDS;
  for (const { size, submit, settle } of targets) {
    const gas = await world.score(
      versions.slice(0, size).map((versionId, i) => ({ versionId, correct: correctOf(i, round) })),
    );
    round++;
    const each = size === 1 ? "" : ", each";
    rows.push(
      row(
        `committee submission, 3 signatures, ${String(size)} versions${each}`,
        gas.submit / BigInt(size),
        submit,
        "hash, time and signers stored; items in the event; the ring slot is fresh",
      ),
      row(
        `settlement, ${String(size)} versions${each}`,
        gas.settle / BigInt(size),
        settle,
        "score, board, request closed, fees credited, price word",
      ),
    );
  }
  return rows;
}

/** Purchases and payouts along a lineage of depth 4. */
export async function marketRows(world: World): Promise<Row[]> {
  const { market, registry, gasOf, signers } = world;
  const [alice, , carol, dave] = signers;
  if (!alice || !carol || !dave) throw new Error("the network has too few accounts");
  const lineage: bigint[] = [];
  for (let depth = 0; depth < 4; depth++) {
    const parents = lineage.slice(-1);
    await registry.connect(alice).registerVersion({
      pipelineId: 2n,
      manifestDigest: digest("manifest"),
      trainingCommitment: `0x${"00".repeat(32)}`,
      parents,
      datasets: [],
      collaborators: [],
      maxRoyaltyBps: 9_000,
    });
    const versionId = await registry.versionCount();
    lineage.push(versionId);
    await world.score([{ versionId, correct: 1_700 + 60 * depth, parentRight: 60 }]);
    await market.connect(alice).setPriceTerms(versionId, {
      manual: false,
      listed: true,
      staleAtFloor: false,
      inUsd: false,
      currency: 0,
      exponent: 2,
      floorNano: 1_000_000,
      capNano: 50_000_000,
      manualNano: 0,
    });
  }
  const leaf = lineage[3] ?? 0n;
  const { price } = await market.quote(leaf, 1, NATIVE);
  const buy = (buyer: typeof alice): ReturnType<typeof market.buy> =>
    market.connect(buyer).buy(leaf, 1, buyer.address, price, 0, FOREVER, { value: price });
  const first = await gasOf(buy(carol));
  const next = await gasOf(buy(dave));
  const renew = await gasOf(buy(dave));
  const access = await market.hasAccess.estimateGas(leaf, dave.address);
  const edges = [3, 2, 1].map((i) => ({ child: lineage[i] ?? 0n, parentIndex: 0 }));
  const claim = (): ReturnType<typeof market.settleAndWithdraw> =>
    market.connect(alice).settleAndWithdraw(edges, lineage[0] ?? 0n, NATIVE, 0, 0, alice.address);
  await claim();
  await buy(dave);
  const claimed = await gasOf(claim());
  // estimateGas of a view counts the base cost and calldata as a transaction would: subtract them for execution gas.
  const calldata = market.interface.encodeFunctionData("hasAccess", [leaf, dave.address]);
  const bytes = Buffer.from(calldata.slice(2), "hex");
  const intrinsic = 21_000n + bytes.reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
  return [
    row("buy access, version sold before", next, 60_000, "access word fresh, revenue word used before; exact payment"),
    row("buy access, first sale ever", first, 77_000, "the same with a fresh revenue word (target + one fresh slot)"),
    row("buy again (renew)", renew, 42_000, "access and revenue words"),
    row("check access (execution)", access - intrinsic, 2_700, "one word"),
    row("settle 3 edges and withdraw", claimed, 52_000 + 3 * 14_000, "slots used before"),
  ];
}
