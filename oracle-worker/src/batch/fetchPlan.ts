import { AssayError } from "../errors.ts";
import type { Plan } from "../journal/rows.ts";
import type { Logger } from "../logger.ts";
import { isRefusal, logRefusal } from "./isRefusal.ts";

/**
 * Makes sure that everything a batch needs lies in the own store, verified, and marks the items that cannot be measured: what
 * is not what the chain says at once, what cannot be fetched only when `mayGiveUp`.
 *
 * Without its record holder a batch compares with none (the record then stays); an item without its primary parent cannot be
 * measured: its shares would be fixed for ever as if it had improved nothing (docs/SPEC.md, C-8).
 * @param load fetches and verifies one version
 * @throws AssayError `ContentUnavailable` while something may still be had; any fault that is not the version's
 */
export async function fetchPlan(input: {
  plan: Plan;
  mayGiveUp: boolean;
  load: (versionId: number) => Promise<unknown>;
  logger: Logger;
}): Promise<Plan> {
  const { plan, mayGiveUp, load, logger } = input;
  const refusals = new Map<number, Promise<string | undefined>>();

  async function refusalOf(versionId: number): Promise<string | undefined> {
    try {
      await load(versionId);
      return undefined;
    } catch (cause) {
      const isGivenUp = mayGiveUp && cause instanceof AssayError && cause.code === "ContentUnavailable";
      if (!isGivenUp && !isRefusal(cause)) throw cause;
      logRefusal(logger, versionId, cause);
      return `${cause.code}: ${cause.message}`;
    }
  }

  /** Once per version, however many items need it; undefined for a version that is there, or for none. */
  function check(versionId: number): Promise<string | undefined> {
    if (versionId === 0) return Promise.resolve(undefined);
    const known = refusals.get(versionId) ?? refusalOf(versionId);
    refusals.set(versionId, known);
    return known;
  }

  const holder = (await check(plan.holder)) === undefined ? plan.holder : 0;
  const items: Plan["items"] = [];
  for (const { versionId, parent } of plan.items) {
    const own = await check(versionId);
    const parents = own === undefined ? await check(parent) : undefined;
    const refusal = own ?? (parents === undefined ? undefined : `primary parent ${parent}: ${parents}`);
    items.push({ versionId, parent, ...(refusal === undefined ? {} : { refusal }) });
  }
  return { holder, items };
}
