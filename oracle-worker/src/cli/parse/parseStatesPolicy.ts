import type { StatesPolicy } from "../../proof/retention.ts";
import { integerBetween } from "./parseInteger.ts";

const parseCount = integerBetween(0, 1000);

/** "all", "none", or how many. @throws InvalidArgumentError for anything else */
export function parseStatesPolicy(text: string): StatesPolicy {
  return text === "all" || text === "none" ? text : parseCount(text);
}
