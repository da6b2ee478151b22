import { InvalidArgumentError } from "commander";
import type { StatesPolicy } from "../../proof/retention.ts";
import { integerBetween } from "./parseInteger.ts";

const parseCount = integerBetween(0, 1000);

/** "all", "none", or how many. @throws InvalidArgumentError for anything else */
export function parseStatesPolicy(text: string): StatesPolicy {
  if (text === "all" || text === "none") return text;
  if (/^\d+$/.test(text)) return parseCount(text);
  throw new InvalidArgumentError(`${JSON.stringify(text)} is not all, none or a number of checkpoints`);
}
