import { expect } from "chai";
import { encodeItems, type ScoreItem, unavailableItem } from "../core/scoreItem.ts";
import type { BatchResult } from "../journal/journal.ts";
import { judgeSubmission } from "./judgeSubmission.ts";
import type { Submission } from "./readSubmissions.ts";

const WORD = `0x${"ab".repeat(32)}` as const;
const OTHER = `0x${"cd".repeat(32)}` as const;
const HEADER = { benchmarkId: 1, epoch: 7, shard: 2, engineDigest: WORD, predictionsRoot: WORD };
const ITEM: ScoreItem = {
  versionId: 3,
  correct: 9,
  holder: 0,
  newlyRight: 0,
  newlyWrong: 0,
  parentRight: 0,
  parentWrong: 0,
};
const OWN: BatchResult = { header: HEADER, items: encodeItems([ITEM]), predictions: Uint8Array.of(1) };

const submitted = (changes: Partial<Submission["header"]>, items: readonly ScoreItem[] = [ITEM]): Submission => ({
  header: { ...HEADER, ...changes },
  items: encodeItems(items),
});

describe("judgeSubmission", () => {
  it("knows nothing without an own result, or without the submission", () => {
    expect(judgeSubmission(undefined, submitted({})).verdict).to.equal("unknown");
    expect(judgeSubmission(OWN, undefined).verdict).to.equal("unknown");
  });

  it("finds the same only where header and items are", () => {
    expect(judgeSubmission(OWN, submitted({}))).to.deep.equal({ verdict: "same", versionIds: [] });
    const headers = [{ predictionsRoot: OTHER }, { engineDigest: OTHER }, { shard: 3 }];
    for (const changes of headers) expect(judgeSubmission(OWN, submitted(changes)).verdict).to.equal("different");
  });

  it("tells what can be proved wrong from what cannot, naming the versions", () => {
    const wrong = submitted({ predictionsRoot: OTHER }, [{ ...ITEM, correct: 10 }]);
    expect(judgeSubmission(OWN, wrong)).to.deep.equal({ verdict: "contradicts", versionIds: [3] });
    const missing = submitted({}, [unavailableItem(3), { ...ITEM, versionId: 4 }]);
    expect(judgeSubmission(OWN, missing)).to.deep.equal({ verdict: "different", versionIds: [3, 4] });
  });

  it("takes bytes that are no items for none of them", () => {
    const noise = { header: HEADER, items: Uint8Array.of(1, 2, 3) };
    expect(judgeSubmission(OWN, noise)).to.deep.equal({ verdict: "different", versionIds: [3] });
  });
});
