import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { RulesStructOutput } from "../../typechain-types/contracts/Benchmarks.ts";
import type { Role } from "../network/accounts.ts";
import { type Agreement, readAgreement } from "./agreement.ts";
import type { BookCorpus, Corpora } from "./corpora.ts";
import { integerOf, type Stage, textOf } from "./stage.ts";

const NATIVE = "0x0000000000000000000000000000000000000000";
/** Chain time counts whole seconds. */
const SETTLE_MARGIN_SECONDS = 1;
const ACCESS_SECONDS = 30 * 86_400;
/** `IAssayLens` status numbers. */
const REPORTED = 1n;
const VERIFIED = 2n;

/** A spec of the demo's folder with the ids that only the chain knows. */
export interface Blueprint {
  readonly template: string;
  readonly benchmark: bigint;
  readonly datasets: readonly bigint[];
  readonly parent?: bigint;
  readonly seed: number;
}

/** Who trains what. */
export interface Contribution {
  readonly role: Role;
  readonly blueprint: Blueprint;
}

/** A version on chain, its full name, and what its training took. */
export interface Contributed {
  readonly version: bigint;
  readonly name: string;
  readonly trainSeconds: number;
}

/** Writes the spec a contributor would edit by hand and returns its path. */
async function writeSpec(stage: Stage, { template, benchmark, datasets, parent, seed }: Blueprint): Promise<string> {
  const url = new URL(`specs/${template}.json`, import.meta.url);
  const spec = JSON.parse(await readFile(url, "utf8")) as { train: object } & Record<string, unknown>;
  const path = join(stage.network.directory, `${template}.json`);
  const filled = {
    ...spec,
    benchmark: Number(benchmark),
    datasets: datasets.map(Number),
    train: { ...spec.train, userSeed: String(seed) },
    init: parent === undefined ? { kind: "seed" } : { kind: "parent", parent: Number(parent) },
  };
  await writeFile(path, `${JSON.stringify(filled, null, 2)}\n`);
  return path;
}

/** What the dataset owner and benchmark author put on chain. */
export interface Ground {
  readonly spam: { readonly few: bigint; readonly many: bigint; readonly benchmark: bigint };
  readonly moby: { readonly dataset: bigint; readonly benchmark: bigint };
  readonly sotu: { readonly dataset: bigint; readonly benchmark: bigint };
}

export async function layGround(stage: Stage, corpora: Corpora): Promise<Ground> {
  const dataset = async (file: string, name: string, licence: string): Promise<bigint> =>
    integerOf(
      await stage.assay(
        "dataset-owner",
        "dataset",
        "add",
        file,
        "--name",
        name,
        "--licence",
        licence,
        "--royalty-bps",
        "500",
      ),
      "datasetId",
    );
  const benchmark = async (file: string, name: string, targetBps: number, ...more: string[]): Promise<bigint> =>
    integerOf(
      await stage.assay(
        "dataset-owner",
        "benchmark",
        "add",
        file,
        "--name",
        name,
        "--target-bps",
        String(targetBps),
        ...more,
      ),
      "benchmarkId",
    );
  const book = async (
    corpus: BookCorpus,
    name: string,
    licence: string,
  ): Promise<{ dataset: bigint; benchmark: bigint }> => ({
    dataset: await dataset(corpus.train, name, licence),
    benchmark: await benchmark(
      corpus.heldOut,
      `${name}, held out`,
      6_000,
      "--metric",
      "next-character",
      "--alphabet",
      corpus.alphabet,
      "--context-length",
      String(corpus.contextLength),
      "--bigrams-of",
      corpus.train,
    ),
  });
  return {
    spam: {
      few: await dataset(corpora.spam.few, "SpamAssassin, a first sample", "CC0-1.0"),
      many: await dataset(corpora.spam.many, "SpamAssassin, the rest", "CC0-1.0"),
      benchmark: await benchmark(corpora.spam.heldOut, "SpamAssassin, held out", 9_900, "--metric", "accuracy"),
    },
    moby: await book(corpora.moby, "Moby Dick", "CC0-1.0"),
    sotu: await book(corpora.sotu, "State of the Union", "CC0-1.0"),
  };
}

/**
 * Mints a pipeline for each contributor, trains its first version and registers it. Trainings run side by side; what gets an id on chain goes
 * one after another, so that ids, and the seeds that follow from them, are the same in every run.
 */
export async function contribute(stage: Stage, contributions: readonly Contribution[]): Promise<Contributed[]> {
  const minted: { contribution: Contribution; spec: string; pipeline: bigint }[] = [];
  for (const contribution of contributions) {
    const spec = await writeSpec(stage, contribution.blueprint);
    const pipeline = integerOf(await stage.assay(contribution.role, "mint", spec), "pipelineId");
    minted.push({ contribution, spec, pipeline });
  }
  const trained = await Promise.all(
    minted.map(async ({ contribution: { role, blueprint }, spec, pipeline }) => {
      const run = join(stage.network.directory, "runs", blueprint.template);
      const { seconds } = await stage.timed(role, "train", spec, "--pipeline", String(pipeline), "--out", run);
      return { role, run, trainSeconds: seconds };
    }),
  );
  const versions: Contributed[] = [];
  for (const { role, run, trainSeconds } of trained) {
    const registered = await stage.assay(role, "register", run);
    versions.push({ version: integerOf(registered, "versionId"), name: textOf(registered, "name"), trainSeconds });
  }
  return versions;
}

/** Owners choose how the price follows the score: from the floor at the baseline to the cap at the target. */
export async function setPrice(stage: Stage, role: Role, version: bigint): Promise<void> {
  await stage.assay(role, "price", String(version), "--floor", "0.001eth", "--cap", "0.05eth", "--exponent", "2");
}

/** The DON notarises the contributor's own metrics file. */
export async function report(stage: Stage, role: Role, version: bigint): Promise<void> {
  await stage.assay(role, "report", String(version));
  await stage.until(`the DON's report of version ${String(version)}`, async () => {
    return (await stage.scores.reportOf(version)).reportedAt > 0n;
  });
  const { status, reportedCorrect, total } = await stage.lens.versionOf(version);
  if (status < REPORTED) throw new Error(`version ${String(version)} has no reported score`);
  stage.narrator.say(
    `four Chainlink nodes report ${String(reportedCorrect)} of ${String(total)} for version ${String(version)}: shown, not priced`,
  );
}

/** What a round of the committee changed. */
export interface Assessed {
  /** Per version id, wei; 0 when it was not for sale. */
  readonly pricesBefore: ReadonlyMap<bigint, bigint>;
  /** One per benchmark. */
  readonly agreements: readonly Agreement[];
}

/**
 * One round of the committee over versions that were asked for in one epoch: all workers find the same, and the scores
 * become final.
 */
export async function assess(stage: Stage, requests: readonly { role: Role; version: bigint }[]): Promise<Assessed> {
  const before = await Promise.all(
    requests.map(async ({ version }) => [version, (await stage.lens.versionOf(version)).price] as const),
  );
  for (const { role, version } of requests) await stage.assay(role, "assess", String(version));
  const epoch = await stage.benchmarks.currentEpoch();
  const epochSeconds = Number(await stage.benchmarks.epochSeconds());
  await stage.advance(epochSeconds + SETTLE_MARGIN_SECONDS, "the epoch closes and the committee starts");
  const versions = requests.map(({ version }) => version);
  await stage.until("the committee's batch", async () => {
    const statuses = await Promise.all(versions.map((version) => stage.lens.statusOf(version)));
    return statuses.every((status) => status >= VERIFIED);
  });
  const rules = await Promise.all(versions.map((version) => rulesOf(stage, version)));
  for (const [i, { quorum, committeeSize }] of rules.entries()) {
    stage.narrator.say(
      `version ${String(versions[i])} is verified: at least ${String(quorum)} of ${String(committeeSize)} workers signed the same result`,
    );
  }
  const benchmarks = await Promise.all(
    versions.map(async (version) => (await stage.lens.versionOf(version)).benchmarkId),
  );
  const agreements: Agreement[] = [];
  for (const benchmark of new Set(benchmarks)) agreements.push(await readAgreement(stage, benchmark, epoch));
  const window = Math.max(...rules.map(({ challengeWindowSeconds }) => Number(challengeWindowSeconds)));
  await stage.advance(window + SETTLE_MARGIN_SECONDS, "the challenge window passes");
  await stage.until("settlement", async () => {
    const scores = await Promise.all(versions.map((version) => stage.scores.scoreOf(version)));
    return scores.every((score) => score.settledAt > 0n);
  });
  for (const version of versions) await tellScore(stage, version);
  return { pricesBefore: new Map(before), agreements };
}

async function rulesOf(stage: Stage, version: bigint): Promise<RulesStructOutput> {
  const { benchmarkId } = await stage.lens.versionOf(version);
  return stage.benchmarks.rulesOf(benchmarkId);
}

async function tellScore(stage: Stage, version: bigint): Promise<void> {
  const { correct, total, boundBps, suggestedPriceE18, parents } = await stage.lens.versionOf(version);
  const { effectiveBoundBps } = await stage.market.sharesOf(version);
  const improvement =
    parents.length === 0
      ? ""
      : effectiveBoundBps === boundBps
        ? "; it improved on its parent beyond noise"
        : "; it did not improve on its parent beyond noise";
  stage.narrator.say(
    `version ${String(version)} is final: ${String(correct)} of ${String(total)}, bound ${String(Number(boundBps) / 100)} %, ` +
      `suggested price ${String(suggestedPriceE18)} wei per 30 days${improvement}`,
  );
}

/** Buys 30 days at the quoted price; returns what was paid. */
export async function buy(
  stage: Stage,
  role: Role,
  version: bigint,
): Promise<{ version: bigint; buyer: Role; paidWei: bigint }> {
  const { price } = await stage.market.quote(version, 1, NATIVE);
  const bought = await stage.assay(
    role,
    "buy",
    String(version),
    "--periods",
    "1",
    "--max-price",
    String(price),
    "--min-bound-bps",
    "1",
  );
  return { version, buyer: role, paidWei: integerOf(bought, "paid") };
}

const MAILS = [
  "Congratulations! You have been selected. Click here now to claim your FREE cash prize, no obligation, act today!!!",
  "Re: patch for the list archive. On Tuesday Anna wrote: does it apply to the current CVS? It does here, with perl on linux. I will commit it once someone else has tried it.",
];

/** 403 before the purchase, 200 after it. */
export async function useVersion(
  stage: Stage,
  role: Role,
  version: bigint,
): Promise<{
  sale: { version: bigint; buyer: Role; paidWei: bigint };
  predictions: { input: string; prediction: string }[];
}> {
  const endpoint = stage.network.workers[0]?.url ?? "";
  const infer = ["infer", String(version), "--endpoint", endpoint, ...MAILS.flatMap((mail) => ["--text", mail])];
  await expectForbidden(stage, role, infer, "before the purchase");
  const sale = await buy(stage, role, version);
  const { predictions } = await stage.assay(role, ...infer);
  if (!Array.isArray(predictions)) throw new Error("the worker answered without predictions");
  const answers = MAILS.map((input, i) => ({ input, prediction: String(predictions[i]) }));
  for (const { input, prediction } of answers) stage.narrator.say(`${prediction.padEnd(5)} ← ${input.slice(0, 70)}…`);
  return { sale, predictions: answers };
}

/** 403 after the last paid second. */
export async function letExpire(stage: Stage, role: Role, version: bigint): Promise<void> {
  await stage.advance(ACCESS_SECONDS + SETTLE_MARGIN_SECONDS, "30 days of access end");
  const endpoint = stage.network.workers[0]?.url ?? "";
  await expectForbidden(
    stage,
    role,
    ["infer", String(version), "--endpoint", endpoint, "--text", MAILS[0] ?? ""],
    "after expiry",
  );
}

async function expectForbidden(stage: Stage, role: Role, command: readonly string[], when: string): Promise<void> {
  const { stderr } = await stage.refused(role, ...command);
  if (!stderr.includes("403")) throw new Error(`expected 403 ${when}, got: ${stderr}`);
  stage.narrator.say(`refused with 403 ${when}, as it should be`);
}

/** Scores versions on mails that never leave the buyer's process. */
export async function scorePrivately(
  stage: Stage,
  role: Role,
  file: string,
  version: bigint,
  against: bigint,
): Promise<void> {
  const result = await stage.assay(role, "score", String(version), "--data", file, "--against", String(against));
  stage.narrator.say(textOf(result, "summary"));
}

/** Everyone with something to take settles the edges and withdraws. */
export async function claimAll(stage: Stage, roles: readonly Role[]): Promise<void> {
  for (const role of roles) await stage.assay(role, "claim");
}
