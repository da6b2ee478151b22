import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id } from "ethers";

import { datasetParams } from "../utils/datasetParams.ts";
import { mintPipeline, NATIVE, type MarketDeployment } from "../utils/deployMarket.ts";
import { type Collaborator, VersionRegistrar } from "../utils/registerVersion.ts";
import { LinkToken__factory, MockV3Aggregator__factory, type LinkToken } from "../../typechain-types/index.ts";
import type { Random } from "./random.ts";
import type { FirstScore } from "./ReferenceMarket.ts";

const VALID_SECONDS = 90 * 24 * 3600;
const MAX_VERSIONS = 25;
const BENCHMARKS = [1, 2] as const;

/** A random lineage, scored and listed. Version ids are 1..count. */
export interface World {
  deployment: MarketDeployment;
  owners: HardhatEthersSigner[];
  buyers: HardhatEthersSigner[];
  datasetOwner: HardhatEthersSigner;
  count: bigint;
  firstScores: Map<bigint, FirstScore>;
  collaborators: Map<bigint, Collaborator[]>;
  parentCounts: Map<bigint, number>;
  /** Index 1 of the currencies; the buyers have plenty and have approved it. */
  token: LinkToken;
  /** The native coin, and the token. */
  currencies: readonly [string, string];
}

/** 3 to 25 versions, 0 to 4 parents each, proven and declared, on two benchmarks, with every kind of payee. */
export async function buildWorld(deployment: MarketDeployment, random: Random): Promise<World> {
  const { market, admin, datasets, others } = deployment;
  const token = await addToken(deployment, others.slice(5, 9));
  const owners = others.slice(0, 4);
  const datasetOwner = others[4];
  if (!datasetOwner) throw new Error("too few accounts");
  const world: World = {
    deployment,
    owners,
    buyers: others.slice(5, 9),
    datasetOwner,
    count: BigInt(random.between(3, MAX_VERSIONS)),
    firstScores: new Map(),
    collaborators: new Map(),
    parentCounts: new Map(),
    token,
    currencies: [NATIVE, await token.getAddress()],
  };
  for (let i = 0; i < 4; i++)
    await datasets.connect(datasetOwner).register(datasetParams(id("data"), random.between(0, 750)));
  const pipelines: { id: bigint; owner: HardhatEthersSigner }[] = [];
  for (const owner of owners) {
    const terms = {
      royaltyBps: random.between(0, 9000),
      coParentBps: random.between(0, 1000),
      minPriceGwei: BigInt(random.between(0, 1000)),
      currencies: random.chance(10) ? 1 : 3,
      flags: 0,
    };
    pipelines.push({ id: await mintPipeline(deployment, owner, random.pick(BENCHMARKS), terms), owner });
  }
  const registrar = new VersionRegistrar(deployment);
  const proven: bigint[] = [];
  for (let versionId = 1n; versionId <= world.count; versionId++) {
    const pipeline = random.pick(pipelines);
    const known = Array.from({ length: Number(versionId) - 1 }, (_, i) => BigInt(i + 1));
    const isProven = random.chance(60);
    const primaries = isProven && proven.length > 0 && random.chance(90) ? [random.pick(proven)] : [];
    const further = random.sample(
      known.filter((parent) => !primaries.includes(parent)),
      random.between(0, 4 - primaries.length),
    );
    const parents = isProven && primaries.length === 0 ? [] : [...primaries, ...further];
    const collaborators = random
      .sample(owners, random.between(0, 3))
      .map(({ address }) => ({ account: address, shareBps: BigInt(random.between(1, 3333)) }));
    const inputs = random.sample([1n, 2n, 3n, 4n], random.between(0, 4));
    await registrar.register({
      owner: pipeline.owner,
      pipelineId: pipeline.id,
      parents,
      proven: isProven,
      datasets: inputs,
      collaborators,
    });
    if (isProven) proven.push(versionId);
    world.collaborators.set(versionId, collaborators);
    world.parentCounts.set(versionId, parents.length);
    if (random.chance(50)) await market.connect(pipeline.owner).setOracleFund(versionId, random.between(0, 20));
    if (random.chance(20)) await market.connect(admin).setProtocolFee(random.between(0, 500));
    await score(world, random, versionId);
    await price(world, random, versionId);
  }
  return world;
}

/** A token of 15 dollars and a coin of 2,000; their feeds never age. */
async function addToken(deployment: MarketDeployment, holders: readonly HardhatEthersSigner[]): Promise<LinkToken> {
  const { admin, currencies, market } = deployment;
  const token = await new LinkToken__factory(admin).deploy();
  await token.grantMintRole(admin);
  const feedOf = (answer: number) => new MockV3Aggregator__factory(admin).deploy(8, answer);
  await currencies.add(token, await feedOf(15e8), 2 ** 32 - 1);
  await currencies.setFeed(NATIVE, await feedOf(2000e8), 2 ** 32 - 1);
  for (const holder of holders) {
    await token.mint(holder.address, 10n ** 26n);
    await token.connect(holder).approve(market, 10n ** 26n);
  }
  return token;
}

/** Settles a score, of one version, as Scores would: the first one fixes the shares. */
export async function score(world: World, random: Random, versionId: bigint): Promise<void> {
  const { market, scores, connection } = world.deployment;
  const baselineBps = 5000;
  const improved = random.chance(70);
  if (!world.firstScores.has(versionId)) {
    world.firstScores.set(versionId, { baselineBps: BigInt(baselineBps), improved });
  }
  const now = await connection.networkHelpers.time.latest();
  await market.connect(scores).onScoresSettled([
    {
      versionId,
      boundBps: random.between(4500, 9900),
      baselineBps,
      targetBps: 9500,
      validUntil: now + VALID_SECONDS,
      improved,
    },
  ]);
}

/** New price terms of the version's owner, always for sale while the score is fresh. */
export async function price(world: World, random: Random, versionId: bigint): Promise<void> {
  const { market, pipelines } = world.deployment;
  const ownerAddress = await pipelines.ownerOfVersion(versionId);
  const owner = world.owners.find(({ address }) => address === ownerAddress);
  if (!owner) throw new Error("the owner is no test account");
  const floorNano = random.between(1000, 1_000_000_000);
  const inUsd = random.chance(40);
  const takesToken = ((await pipelines.termsOf(versionId)).currencies & 2n) !== 0n;
  await market.connect(owner).setPriceTerms(versionId, {
    manual: random.chance(30),
    listed: true,
    staleAtFloor: random.chance(50),
    inUsd,
    currency: !inUsd && takesToken && random.chance(50) ? 1 : 0,
    exponent: random.between(1, 3),
    floorNano,
    capNano: floorNano + random.between(0, 1_000_000_000),
    manualNano: random.between(1000, 2_000_000_000),
  });
}
