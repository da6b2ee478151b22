import { expect } from "chai";
import { AssayError, type ErrorCode } from "../errors.ts";
import type { Plan } from "../journal/rows.ts";
import { createLogger } from "../logger.ts";
import { fetchPlan } from "./fetchPlan.ts";

const PLAN: Plan = {
  holder: 1,
  items: [
    { versionId: 5, parent: 2 },
    { versionId: 6, parent: 2 },
    { versionId: 7, parent: 0 },
  ],
};

describe("fetchPlan", () => {
  const logger = createLogger({ level: "error", destination: { write: () => undefined } });

  async function plan(faults: Record<number, ErrorCode>, mayGiveUp: boolean): Promise<{ plan: Plan; loads: number[] }> {
    const loads: number[] = [];
    const load = (versionId: number): Promise<void> => {
      loads.push(versionId);
      const code = faults[versionId];
      return code === undefined ? Promise.resolve() : Promise.reject(new AssayError(code, "no", { hint: "" }));
    };
    return { plan: await fetchPlan({ plan: PLAN, mayGiveUp, load, logger }), loads };
  }

  const refused = ({ items }: Plan) =>
    items.filter(({ refusal }) => refusal !== undefined).map(({ versionId }) => versionId);

  it("changes nothing when all is there, and asks for each version once", async () => {
    const done = await plan({}, false);
    expect(done.plan).to.deep.equal(PLAN);
    expect(done.loads).to.deep.equal([1, 5, 2, 6, 7]);
  });

  it("C-3: refuses at once what is not what the chain says", async () => {
    const done = await plan({ 6: "ProofMismatch" }, false);
    expect(refused(done.plan)).to.deep.equal([6]);
    expect(done.plan.items[1]?.refusal).to.include("ProofMismatch");
  });

  it("waits for what cannot be had now, and gives it up after the deadline", async () => {
    const waiting = await plan({ 7: "ContentUnavailable" }, false).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(waiting instanceof AssayError && waiting.code).to.equal("ContentUnavailable");
    expect(refused((await plan({ 7: "ContentUnavailable" }, true)).plan)).to.deep.equal([7]);
  });

  it("C-8: measures without a holder, but not without the primary parent", async () => {
    const done = await plan({ 1: "ContentUnavailable", 2: "WeightsInvalid" }, true);
    expect(done.plan.holder).to.equal(0);
    expect(refused(done.plan)).to.deep.equal([5, 6]);
  });

  it("never takes a dead node, a full disk or a shutdown for a fault of the version", async () => {
    for (const code of ["RpcUnreachable", "StoreNotWritable", "Aborted", "ChainReverted"] as const) {
      const error = await plan({ 5: code }, true).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(error instanceof AssayError && error.code).to.equal(code);
    }
  });
});
