import { type ScoreItem, UNAVAILABLE } from "./scoreItem.ts";

/**
 * Versions that both lists have measured and of which they say what cannot both be true (docs/SPEC.md, C-14), ascending: what a
 * challenge can prove. An item that one of them could not measure, and a comparison with another record holder, prove nothing.
 */
export function contradictingItems(mine: readonly ScoreItem[], theirs: readonly ScoreItem[]): number[] {
  const others = new Map(theirs.map((item) => [item.versionId, item]));
  return mine
    .filter((item) => {
      const other = others.get(item.versionId);
      return other !== undefined && contradicts(item, other);
    })
    .map(({ versionId }) => versionId)
    .sort((a, b) => a - b);
}

function contradicts(a: ScoreItem, b: ScoreItem): boolean {
  if (a.correct === UNAVAILABLE || b.correct === UNAVAILABLE) return false;
  const isOtherScore = a.correct !== b.correct || a.parentRight !== b.parentRight || a.parentWrong !== b.parentWrong;
  const isOtherRecord = a.holder === b.holder && (a.newlyRight !== b.newlyRight || a.newlyWrong !== b.newlyWrong);
  return isOtherScore || isOtherRecord;
}
