import type { Draw } from "./nextAction.ts";

/**
 * How far a round's draw is. A seed is stored as soon as it can be: once the chain has forgotten it, another is drawn, and who
 * disliked the first would have got what he waited for.
 * @param isDrawn whether the chain can name the committee now
 * @param isStored whether the epoch's seed is
 * @param isLost whether the chain has forgotten the epoch's seed
 * @param isWhole whether everybody who may be drawn is: no seed is needed then
 */
export function drawStateOf(chain: {
  round: number;
  isClosed: boolean;
  isDrawn: boolean;
  isStored: boolean;
  isLost: boolean;
  isWhole: boolean;
  isMember: boolean;
}): Draw {
  const { round, isClosed, isDrawn, isStored, isLost, isWhole, isMember } = chain;
  if (!isClosed) return { state: "open" };
  // Of a challenge round the chain does not tell which: storing fails until there is a seed, and replaces one that is lost.
  if (!isDrawn && round > 0) return { state: "storable" };
  if (!isDrawn) return { state: isLost ? "open" : "waiting" };
  if (round === 0 && !isWhole && !isStored) return { state: "storable" };
  return { state: "drawn", isMember };
}
