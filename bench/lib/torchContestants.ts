import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Contestant } from "./contestant.ts";
import { PEERS } from "./ensurePeers.ts";

const PYTHONS = ["python3", "/usr/bin/python3"];
/** Their products are tuned, and for which instructions can be chosen. */
const TUNED = ["openblas", "mkl"];

const FoundSchema = z.object({ version: z.string(), blas: z.string() });
type Found = z.infer<typeof FoundSchema> & { readonly python: string };

/**
 * The instruction sets that PyTorch's products may use: OpenBLAS and MKL each read a variable of their own. What a
 * machine presets can be either, so both are run.
 */
const KINDS = [
  { engine: "pytorch avx2", coreType: "Haswell", mkl: "AVX2", flag: "avx2" },
  { engine: "pytorch avx512", coreType: "SkylakeX", mkl: "AVX512", flag: "avx512f" },
] as const;

export type TorchKind = (typeof KINDS)[number]["engine"];

/** PyTorch with both instruction sets and each number of threads. */
export function torchContestants(script: string, threads: readonly number[], args: readonly string[]): Contestant[] {
  const found = PYTHONS.map(findTorch).find((one) => one !== null) ?? null;
  const flags = cpuFlags();
  const reasonAgainst = (flag: string): string | null => {
    if (found === null) return `${PYTHONS.join(" and ")} cannot import torch`;
    if (!TUNED.includes(found.blas)) return `PyTorch ${found.version} has loaded ${found.blas}, not OpenBLAS or MKL`;
    return flags.has(flag) ? null : `this processor has no ${flag}`;
  };
  const start = (count: number, environment: Record<string, string>): Contestant["start"] => ({
    command: found?.python ?? "",
    args: [join(PEERS, script), String(count), ...args],
    // Waiting threads sleep: on a machine with other work, spinning ones would take its time and PyTorch's own.
    environment: { ...environment, OMP_NUM_THREADS: String(count), OMP_WAIT_POLICY: "PASSIVE" },
  });
  const tuned = KINDS.flatMap(({ engine, coreType, mkl, flag }) =>
    threads.map((count): Contestant => {
      const reason = reasonAgainst(flag);
      const environment = {
        OPENBLAS_CORETYPE: coreType,
        OPENBLAS_NUM_THREADS: String(count),
        MKL_ENABLE_INSTRUCTIONS: mkl,
      };
      return { engine, threads: count, start: reason === null ? start(count, environment) : { reason } };
    }),
  );
  if (found === null || tuned.some((contestant) => "command" in contestant.start)) return tuned;
  const plain = threads.map((count) => ({ engine: `pytorch ${found.blas}`, threads: count, start: start(count, {}) }));
  return [...tuned, ...plain];
}

function findTorch(python: string): Found | null {
  try {
    const text = execFileSync(python, [join(PEERS, "torch_blas.py")], { stdio: ["ignore", "pipe", "ignore"] });
    return { ...FoundSchema.parse(JSON.parse(text.toString())), python };
  } catch {
    return null;
  }
}

function cpuFlags(): ReadonlySet<string> {
  try {
    return new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" "));
  } catch {
    return new Set();
  }
}
