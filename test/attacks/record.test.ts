import { expect } from "chai";
import { network } from "hardhat";

import { isImprovement } from "../../oracle-worker/src/core/mcnemar.ts";
import { deployAssay } from "../utils/deployAssay.ts";
import { Random } from "../invariant/random.ts";

/** Samples on which a version and the record holder differ; they agree on all others. */
const DIFFERING = [20, 100, 1000] as const;
const TRIES = [10, 100, 1000] as const;
const CAMPAIGNS = 1000;
const SEED = 8;
/** S-8 says 0.13 %; the exact worst case is just below this. */
const WORST_RATE = 0.00135;
/** Standard errors that a measured rate may be away from the exact one. */
const TOLERANCE = 4;

/** How many of `count` coins show heads. */
function heads(random: Random, count: number): number {
  let sum = 0;
  for (let left = count; left > 0; left -= 32) {
    let bits = random.below(2 ** 32) >>> (left < 32 ? 32 - left : 0);
    for (; bits !== 0; bits = (bits & (bits - 1)) >>> 0) sum += 1;
  }
  return sum;
}

/** The part of all 2^differing outcomes that takes the record. */
function exactRate(takes: readonly boolean[]): number {
  const differing = takes.length - 1;
  let logWays = -differing * Math.LN2;
  let rate = 0;
  for (let right = 0; right <= differing; right++) {
    if (takes[right]) rate += Math.exp(logWays);
    logWays += Math.log((differing - right) / (right + 1));
  }
  return rate;
}

/** The first of the tries of a campaign that takes the record, or infinity. */
function firstSuccess(random: Random, takes: readonly boolean[], tries: number): number {
  for (let i = 1; i <= tries; i++) if (takes[heads(random, takes.length - 1)]) return i;
  return Infinity;
}

describe("noise on the record: versions that are no better than the holder", () => {
  const lines: string[] = [];
  const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`.padStart(11);

  after(() => {
    const heading = ["a try", ...TRIES.map((tries) => `${tries} tries`)].map((text) => text.padStart(11)).join("");
    console.log([`      ${"noise takes the record, measured".padEnd(34)}${heading}`, ...lines].join("\n"));
  });

  for (const differing of DIFFERING) {
    it(`take it as rarely as S-8 says, at ${differing} samples that differ`, async () => {
      const { scores } = await deployAssay(await network.create());
      const takes: boolean[] = [];
      for (let right = 0; right <= differing; right++) {
        takes.push(await scores.isImprovement(right, differing - right));
        expect(isImprovement(BigInt(right), BigInt(differing - right)), "the worker's mirror").to.equal(takes[right]);
      }
      const exact = exactRate(takes);
      expect(exact > 0 && exact <= WORST_RATE, `${exact} a try`).to.equal(true);

      const random = new Random(SEED);
      const firsts = Array.from({ length: CAMPAIGNS }, () => firstSuccess(random, takes, Math.max(...TRIES)));
      const measured = TRIES.map((tries) => firsts.filter((first) => first <= tries).length / CAMPAIGNS);
      const tried = firsts.reduce((sum, first) => sum + Math.min(first, Math.max(...TRIES)), 0);
      const perTry = firsts.filter(Number.isFinite).length / tried;
      for (const [i, tries] of TRIES.entries()) {
        const expected = 1 - (1 - exact) ** tries;
        const error = Math.sqrt((expected * (1 - expected)) / CAMPAIGNS);
        const isClose = Math.abs((measured[i] ?? 1) - expected) <= TOLERANCE * error;
        expect(isClose, `${measured[i]} in ${tries} tries, not ${expected}`).to.equal(true);
      }
      lines.push(`      ${`${differing} samples differ`.padEnd(34)}${[perTry, ...measured].map(percent).join("")}`);
    });
  }
});
