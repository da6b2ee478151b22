import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import { deployMarket, mintPipeline, NATIVE, PLAIN_TERMS, type MarketDeployment } from "../utils/deployMarket.ts";
import { VersionRegistrar } from "../utils/registerVersion.ts";

const OWNER_KIND = 0;
const DEPTH = 6;
const CLAIM_BASE = 60_000n;
const CLAIM_PER_EDGE = 16_500n;

const gasOf = async (sent: Promise<ContractTransactionResponse>): Promise<bigint> => {
  const receipt = await (await sent).wait();
  if (!receipt) throw new Error("no receipt");
  return receipt.gasUsed;
};

/** A chain of versions 1 ← 2 ← … ← DEPTH + 1, each proven and owned by the same account, listed at 1–3 finney. */
async function deployChain(): Promise<MarketDeployment> {
  const deployment = await deployMarket(await network.create(), 250n);
  const { market, scores, others } = deployment;
  const [owner] = others;
  if (!owner) throw new Error("no accounts");
  const registrar = new VersionRegistrar(deployment);
  const pipelineId = await mintPipeline(deployment, owner, 1, PLAIN_TERMS);
  const { timestamp } = (await deployment.connection.ethers.provider.getBlock("latest")) ?? { timestamp: 0 };
  for (let i = 0; i <= DEPTH; i++) {
    const parents = i === 0 ? [] : [BigInt(i)];
    const versionId = await registrar.register({ owner, pipelineId, parents, proven: true });
    const update = {
      versionId,
      boundBps: 6000 + i * 500,
      baselineBps: 5000,
      targetBps: 9500,
      validUntil: timestamp + 90 * 24 * 3600,
      improved: true,
    };
    await market.connect(scores).onScoresSettled([update]);
    await market.connect(owner).setPriceTerms(versionId, {
      manual: false,
      listed: true,
      staleAtFloor: false,
      inUsd: false,
      currency: 0,
      exponent: 2,
      floorNano: 1_000_000,
      capNano: 3_000_000,
      manualNano: 0,
    });
  }
  return deployment;
}

/**
 * Transaction gas with every slot cold, on the compiler settings that ship. Counted: the whole transaction, event included;
 * revenue accrues for the whole lineage in the one word that a purchase adds to. "First purchase": the buyer's access word is
 * new, the version has sold before. "Settle and withdraw": one transaction, slots used before, paid to the caller.
 */
describe("gas of the Market", () => {
  it("stays within the targets", async () => {
    const deployment = await deployChain();
    const { market, others } = deployment;
    const [owner, first, second] = others;
    if (!owner || !first || !second) throw new Error("no accounts");
    const sold = BigInt(DEPTH + 1);
    const deadline = 2n ** 40n;
    const { price } = await market.quote(sold, 1, NATIVE);
    const buy = (buyer: typeof first, value = price) =>
      gasOf(market.connect(buyer).buy(sold, 1, buyer.address, price, 0, deadline, { value }));
    const edges = Array.from({ length: DEPTH }, (_, i) => ({ child: sold - BigInt(i), parentIndex: 0 }));
    const claim = (depth: number) =>
      gasOf(
        market
          .connect(owner)
          .settleAndWithdraw(edges.slice(0, depth), sold - BigInt(depth), NATIVE, OWNER_KIND, 0, owner.address),
      );

    const rows: [string, bigint][] = [["buy, the version's first sale", await buy(first)]];
    const purchase = await buy(second);
    const renewal = await buy(second);
    rows.push(["buy", purchase], ["buy again", renewal], ["buy again, with a refund", await buy(second, price * 2n)]);
    const claims: bigint[] = [];
    for (let depth = 0; depth <= DEPTH; depth++) {
      await buy(second);
      rows.push([`settle ${depth} and withdraw, first use of the slots`, await claim(depth)]);
      await buy(second);
      claims.push(await claim(depth));
    }
    claims.forEach((gas, depth) => rows.push([`settle ${depth} and withdraw`, gas]));
    console.log(rows.map(([name, gas]) => `      ${gas.toString().padStart(8)}  ${name}`).join("\n"));

    expect(purchase, "buy").to.be.at.most(60_000n);
    expect(renewal, "buy again").to.be.at.most(42_000n);
    claims.forEach((gas, depth) =>
      expect(gas, `settle ${depth} and withdraw`).to.be.at.most(CLAIM_BASE + CLAIM_PER_EDGE * BigInt(depth)),
    );
  });
});
