import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { copyProject } from "./copyProject.ts";
import { runInCopy } from "./runInCopy.ts";
import type { Twin, TwinResult } from "./twin.ts";

/** A test whose set-up fails has checked nothing. */
const NOT_RUN = "failed to set up";

/** Seeds the bug into the copy of the project in `folder`. @throws where it does not apply exactly once */
export function seed({ file, search, replace }: Twin, folder: string): void {
  const path = join(folder, file);
  const parts = readFileSync(path, "utf8").split(search);
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times in ${file}, not once: ${search}`);
  writeFileSync(path, parts.join(replace));
}

/** The same tests, with the same seed, must pass without any bug. @throws naming those that do not */
async function checkUnpatched(from: string, twins: readonly Twin[]): Promise<void> {
  const tests = [...new Set(twins.flatMap((twin) => twin.tests))];
  const outcomes = await runInCopy(
    from,
    () => undefined,
    tests,
    [...new Set(twins.map(({ match }) => match))].join("|"),
  );
  const failed = outcomes.filter(({ passed }) => !passed).map(({ name, reason }) => `${name}: ${reason}`);
  if (failed.length > 0) throw new Error(`without any bug, these tests fail:\n${failed.join("\n")}`);
}

/** A bug that does not compile is not caught: nothing ran, and the whole run ends with that error. */
async function runTwin(from: string, twin: Twin): Promise<TwinResult> {
  const outcomes = await runInCopy(from, (folder) => seed(twin, folder), twin.tests, twin.match).catch(
    (error: unknown) => {
      throw new Error(`${twin.invariant}, ${twin.name}`, { cause: error });
    },
  );
  const failures = outcomes.filter(
    ({ passed, reason }) => !passed && !reason.startsWith(NOT_RUN) && reason.includes(twin.says ?? ""),
  );
  const calls = failures.map((failure) => failure.calls);
  const { invariant, name } = twin;
  return { invariant, twin: name, caught: failures.length > 0, calls: failures.length > 0 ? Math.min(...calls) : 0 };
}

/**
 * Runs each twin in a copy of its own, made of one taken at the start, two at a time: each keeps a core busy.
 * @param onResult called as they end, in any order
 */
export async function runTwins(
  twins: readonly Twin[],
  onResult: (result: TwinResult) => void = () => undefined,
): Promise<TwinResult[]> {
  const base = copyProject();
  const results: TwinResult[] = [];
  const waiting = [...twins.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, twin] = next;
      const result = await runTwin(base.folder, twin);
      results[index] = result;
      onResult(result);
    }
  };
  try {
    await Promise.all([checkUnpatched(base.folder, twins).then(work), work()]);
  } finally {
    base.remove();
  }
  return results;
}
