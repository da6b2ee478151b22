import { z } from "zod";

import type { Stage } from "./stage.ts";

/** What every worker found for a benchmark's requests of one epoch. */
export interface Agreement {
  readonly benchmark: number;
  readonly epoch: number;
  readonly workers: number;
  /** Merkle root over every prediction of every version in the batch. */
  readonly predictionsRoot: string;
}

const AttestationSchema = z.object({ header: z.object({ predictionsRoot: z.string() }) });

/** Asks every worker for what it has signed, and compares the predictions' roots. @throws Error when two differ */
export async function readAgreement(stage: Stage, benchmark: bigint, epoch: bigint): Promise<Agreement> {
  const roots = new Map<string, string>();
  await stage.until(`every worker's attestation of benchmark ${String(benchmark)}`, async () => {
    for (const { url } of stage.network.workers) {
      const root = roots.get(url) ?? (await readRoot(url, benchmark, epoch));
      if (root !== undefined) roots.set(url, root);
    }
    return roots.size === stage.network.workers.length;
  });
  const [predictionsRoot, ...others] = new Set(roots.values());
  if (predictionsRoot === undefined || others.length > 0)
    throw new Error(`the workers disagree on benchmark ${String(benchmark)}: ${[...roots.values()].join(", ")}`);
  stage.narrator.say(
    `all ${String(roots.size)} workers signed the same predictions on benchmark ${String(benchmark)}: root ${predictionsRoot.slice(0, 18)}…`,
  );
  return { benchmark: Number(benchmark), epoch: Number(epoch), workers: roots.size, predictionsRoot };
}

/** undefined while the worker has not signed. */
async function readRoot(url: string, benchmark: bigint, epoch: bigint): Promise<string | undefined> {
  const response = await fetch(`${url}/attestations/${String(benchmark)}/${String(epoch)}`);
  if (!response.ok) return undefined;
  return AttestationSchema.parse(await response.json()).header.predictionsRoot;
}
