import { join } from "node:path";
import { expect } from "chai";
import { compare } from "./compare.ts";
import type { Contestant } from "./contestant.ts";
import { type Measured, runRounds } from "./runRounds.ts";

const SERVE = join(import.meta.dirname, "..", "peers", "serveTurns.mjs");
const OPTIONS = {
  unitsPerStep: 10,
  rounds: 3,
  turnMilliseconds: 1,
  firstSteps: 2,
  tolerance: 1e-3,
  log: () => undefined,
};

/** A contestant whose steps are the given JavaScript. */
function contestant(engine: string, step: string): Contestant {
  const digest = `() => "of ${engine}"`;
  const program = `import { serveTurns } from ${JSON.stringify(SERVE)}; await serveTurns({ step() { ${step} }, digest: ${digest} });`;
  const args = ["--input-type=module", "--eval", program];
  return { engine, threads: 1, start: { command: process.execPath, args, environment: {} } };
}

async function run(...contestants: Contestant[]): Promise<Measured[]> {
  return runRounds(contestants, OPTIONS);
}

describe("runRounds", () => {
  it("measures everyone in every round", async () => {
    const [first, second] = await run(contestant("a", "return 5;"), contestant("b", "return 5.001;"));
    expect(first?.speeds).to.have.lengthOf(3);
    expect(second).to.deep.include({ reason: null, digest: "of b" });
    expect(second?.speeds.every((speed) => speed > 0)).to.be.true;
  });

  it("lists whoever cannot run, with the reason, beside those who can", async () => {
    const measured = await run(
      { engine: "absent", threads: 1, start: { reason: "is not here" } },
      contestant("a", "return 5;"),
      contestant("wrong", "return 6;"),
      contestant("broken", "throw new RangeError('no room');"),
    );
    const reasons = measured.map(({ reason }) => reason);
    expect(reasons[0]).to.equal("is not here");
    expect(reasons[1]).to.be.null;
    expect(reasons[2]).to.match(/^computes something else: 6 where .* 5 \(step 1\)$/);
    expect(reasons[3]).to.include("RangeError: no room");
    expect(measured.map(({ speeds }) => speeds.length)).to.deep.equal([0, 3, 0, 0]);
  });
});

describe("compare", () => {
  const measured = (engine: string, threads: number, speeds: number[]): Measured => ({
    contestant: { engine, threads, start: { reason: "" } },
    speeds,
    peakBytes: null,
    digest: null,
    reason: null,
  });

  it("takes ratios round by round, to PyTorch with as many threads", () => {
    const rows = compare("S", [
      measured("assay", 2, [20, 300, 50]),
      measured("pytorch avx2", 1, [1, 1, 1]),
      measured("pytorch avx2", 2, [10, 100, 40]),
      measured("pytorch avx512", 2, []),
    ]);
    expect(rows[0]).to.deep.include({ perSecond: 50, ratioToTorch: 2, ratioToTorchAvx512: null });
    expect(rows[3]).to.deep.include({ perSecond: null, ratioToTorch: null });
  });
});
