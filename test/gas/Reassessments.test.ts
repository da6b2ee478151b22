import { expect } from "chai";
import { AbiCoder, toBeHex } from "ethers";

import { createWorld, type World } from "../../bench/gas/world.ts";
import { Reassessments__factory } from "../../typechain-types/index.ts";
import { MANUAL_PRICE, PRICE_WEI } from "../utils/roles/createRolesWorld.ts";

/** What Chainlink Automation gives `checkUpkeep` and `performUpkeep` on Ethereum. */
const CHECK_GAS = 10_000_000n;
const PERFORM_GAS = 5_000_000n;
const PAGE = 100;
const PER_BATCH = 50;
const TERM_SECONDS = 90 * 86_400;
const FUND_PERCENT = 20;
const PERIODS = 12;

/** A page of scored versions, each of a pipeline of its own, the last ones with a fund for one request: the dearest to check. */
async function registerPage(world: World, funded: number): Promise<void> {
  const [owner] = world.signers;
  if (!owner) throw new Error("the world has no accounts left");
  const { market } = world;
  const versions: bigint[] = [];
  for (let i = 1; i <= PAGE; i++) {
    await world.mintPipeline(owner);
    const versionId = await world.registerVersion(owner, BigInt(i));
    await market.connect(owner).setOracleFund(versionId, FUND_PERCENT);
    versions.push(versionId);
  }
  for (let i = 0; i < PAGE; i += PER_BATCH) {
    await world.score(versions.slice(i, i + PER_BATCH).map((versionId) => ({ versionId, correct: 1_500 })));
  }
  for (const versionId of versions.slice(PAGE - funded)) {
    await market.connect(owner).setPriceTerms(versionId, MANUAL_PRICE);
    for (let i = 0; i < 2; i++) {
      const value = PRICE_WEI * BigInt(PERIODS);
      await market.buy(versionId, PERIODS, owner.address, value, 0, 2n ** 40n, { value });
    }
  }
}

describe("the gas of an upkeep", () => {
  it("S-14: a page is checked, and as many as may be are asked for, within what Automation gives", async () => {
    const world = await createWorld();
    const [owner] = world.signers;
    if (!owner) throw new Error("the world has no accounts left");
    const { registry, scores, benchmarks, market } = world;
    const upkeep = await new Reassessments__factory(owner).deploy(registry, scores, benchmarks, market);
    const most = Number(await upkeep.MAX_PER_PERFORM());
    await registerPage(world, most);
    await world.advance(TERM_SECONDS);

    const page = AbiCoder.defaultAbiCoder().encode(["uint64", "uint256"], [1, PAGE]);
    const { upkeepNeeded, performData } = await upkeep.checkUpkeep(page);
    expect(upkeepNeeded).to.equal(true);
    expect(performData.endsWith(toBeHex(PAGE).slice(2))).to.equal(true);
    const check = await upkeep.checkUpkeep.estimateGas(page);
    const perform = await world.gasOf(upkeep.performUpkeep(performData));
    console.log(`      gas: checkUpkeep of ${PAGE} versions ${check}, performUpkeep of ${most} ${perform}`);
    expect(check < CHECK_GAS, `${check} gas`).to.equal(true);
    expect(perform < PERFORM_GAS, `${perform} gas`).to.equal(true);
    expect(await scores.requestsLeftOf(world.benchmarkId)).to.equal(BigInt(64 - most));
    expect((await upkeep.checkUpkeep(page)).upkeepNeeded).to.equal(false);
  }).timeout(120_000);
});
