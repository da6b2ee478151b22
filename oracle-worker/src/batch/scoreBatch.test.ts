import { expect } from "chai";
import { decodeItems, UNAVAILABLE } from "../core/scoreItem.ts";
import { AssayError } from "../errors.ts";
import type { Plan } from "../journal/rows.ts";
import type { Evaluation } from "../pipeline/evaluate.ts";
import { scoreBatch } from "./scoreBatch.ts";

const LABELS = Uint16Array.of(0, 1, 0, 1);
/** Which samples each version gets right. */
const RIGHT: Record<number, boolean[]> = {
  1: [true, true, false, false],
  2: [true, false, false, false],
  5: [true, false, true, true],
};

describe("scoreBatch", () => {
  const evaluated: number[] = [];

  function evaluate(versionId: number): Promise<Evaluation> {
    evaluated.push(versionId);
    const right = RIGHT[versionId] ?? [];
    const predictions = LABELS.map((label, i) => (right[i] === true ? label : 1 - label));
    return Promise.resolve({ predictions, labels: LABELS, correct: right.filter(Boolean).length, total: 4 });
  }

  const header = { benchmarkId: 1, epoch: 7, shard: 2, engineDigest: `0x${"ab".repeat(32)}` } as const;

  it("C-3: compares with the holder and the primary parent, each measured once", async () => {
    const plan: Plan = {
      holder: 1,
      items: [
        { versionId: 1, parent: 0 },
        { versionId: 5, parent: 2 },
        { versionId: 9, parent: 0, refusal: "gone" },
      ],
    };
    const { items, predictions } = await scoreBatch(plan, header, evaluate);
    expect(decodeItems(items)).to.deep.equal([
      { versionId: 1, correct: 2, holder: 1, newlyRight: 0, newlyWrong: 0, parentRight: 0, parentWrong: 0 },
      { versionId: 5, correct: 3, holder: 1, newlyRight: 2, newlyWrong: 1, parentRight: 2, parentWrong: 0 },
      { versionId: 9, correct: UNAVAILABLE, holder: 0, newlyRight: 0, newlyWrong: 0, parentRight: 0, parentWrong: 0 },
    ]);
    expect(evaluated).to.deep.equal([1, 5, 2]);
    // C-4: two measured items of four samples; the unavailable one adds nothing.
    expect([...predictions]).to.deep.equal([0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("C-8: one version that does not fit the benchmark spoils its own item, not the batch", async () => {
    const unfit =
      (...ids: number[]) =>
      (versionId: number) =>
        ids.includes(versionId)
          ? Promise.reject(new AssayError("BenchmarkMismatch", "other labels", { hint: "" }))
          : evaluate(versionId);
    const plan: Plan = {
      holder: 1,
      items: [
        { versionId: 2, parent: 0 },
        { versionId: 5, parent: 2 },
      ],
    };
    const correctOf = async (...ids: number[]) =>
      decodeItems((await scoreBatch(plan, header, unfit(...ids))).items).map(({ correct, holder }) => [
        correct,
        holder,
      ]);
    expect(await correctOf(5)).to.deep.equal([
      [1, 1],
      [UNAVAILABLE, 0],
    ]);
    expect(await correctOf(2)).to.deep.equal([
      [UNAVAILABLE, 0],
      [UNAVAILABLE, 0],
    ]);
    expect(await correctOf(1)).to.deep.equal([
      [1, 0],
      [3, 0],
    ]);
  });

  it("C-8: one version that would keep workers busy for hours spoils its own item, not the batch", async () => {
    const plan: Plan = {
      holder: 0,
      items: [
        { versionId: 2, parent: 0 },
        { versionId: 5, parent: 0 },
      ],
    };
    const { items } = await scoreBatch(plan, header, (versionId) =>
      versionId === 2
        ? Promise.reject(new AssayError("ScoringTooExpensive", "too much", { hint: "" }))
        : evaluate(versionId),
    );
    expect(decodeItems(items).map(({ correct }) => correct)).to.deep.equal([UNAVAILABLE, 3]);
  });

  it("passes on what is no version's fault", async () => {
    const plan: Plan = { holder: 0, items: [{ versionId: 5, parent: 0 }] };
    const full = () => Promise.reject(new AssayError("StoreNotWritable", "full", { hint: "" }));
    const error = await scoreBatch(plan, header, full).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error instanceof AssayError && error.code).to.equal("StoreNotWritable");
  });
});
