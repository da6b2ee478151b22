import { createInterface } from "node:readline";

/**
 * Answers the requests of a benchmark, one line of JSON each, until stdin ends: `{milliseconds}` takes steps for that
 * long, at least one, `{steps}` that many; `{digest: true}` names the state.
 * @param {{ step: () => number, digest: () => string }} contestant
 */
export async function serveTurns({ step, digest }) {
  const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  answer({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    answer(request.digest ? { digest: digest() } : takeSteps(step, request));
  }
}

function takeSteps(step, { steps = Infinity, milliseconds = Infinity }) {
  const values = [];
  const times = [];
  for (let total = 0; values.length < steps && (total < milliseconds || values.length === 0);) {
    const start = performance.now();
    values.push(step());
    times.push(performance.now() - start);
    total += times.at(-1);
  }
  return { values, milliseconds: times };
}
