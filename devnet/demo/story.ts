import { join } from "node:path";

import type { Role } from "../network/accounts.ts";
import type { Agreement } from "./agreement.ts";
import { readBoards } from "./boards.ts";
import { writeCorpora } from "./corpora.ts";
import {
  assess,
  type Blueprint,
  buy,
  claimAll,
  contribute,
  layGround,
  letExpire,
  report,
  scorePrivately,
  setPrice,
  useVersion,
} from "./scenes.ts";
import type { Stage } from "./stage.ts";
import type { Told } from "./summary.ts";
import { verifyTraining } from "./verification.ts";

/** Everyone who can be owed something at the end. */
const PAYEES: readonly Role[] = [
  "dataset-owner",
  "contributor-1",
  "contributor-2",
  "contributor-3",
  "treasury",
  "worker-1",
  "worker-2",
  "worker-3",
];

/** The whole loop, as its users live it. */
export async function tellStory(stage: Stage, seed: number): Promise<Told> {
  const { narrator, network } = stage;
  const fineTune = async (role: Role, blueprint: Blueprint): Promise<bigint> => {
    const [contributed] = await contribute(stage, [{ role, blueprint }]);
    if (contributed === undefined) throw new Error("a contribution has no version");
    return contributed.version;
  };

  narrator.step("A dataset owner registers real corpora with a royalty of 5 %, and benchmarks on held-out data");
  const corpora = await writeCorpora(join(network.directory, "corpora"));
  const ground = await layGround(stage, corpora);

  narrator.step("Contributors mint pipelines and train: a spam classifier, and two character-level GPTs from scratch");
  const { few, many, benchmark } = ground.spam;
  const first = await contribute(stage, [
    { role: "contributor-1", blueprint: { template: "spam-base", benchmark, datasets: [few], seed } },
    {
      role: "contributor-2",
      blueprint: { template: "gpt-moby", benchmark: ground.moby.benchmark, datasets: [ground.moby.dataset], seed },
    },
    {
      role: "contributor-3",
      blueprint: { template: "gpt-sotu", benchmark: ground.sotu.benchmark, datasets: [ground.sotu.dataset], seed },
    },
  ]);
  const [m1, moby, sotu] = first.map(({ version }) => version);
  const book = first[1];
  if (m1 === undefined || moby === undefined || sotu === undefined || book === undefined)
    throw new Error("a contribution has no version");

  narrator.step("A stranger, in an empty folder, re-executes one segment of a training, chosen at random");
  const verification = await verifyTraining(stage, book);

  narrator.step("Chainlink Functions reports the first version's own claim; three workers verify; the price appears");
  await setPrice(stage, "contributor-1", m1);
  await setPrice(stage, "contributor-2", moby);
  await setPrice(stage, "contributor-3", sotu);
  await report(stage, "contributor-1", m1);
  const before = new Map<bigint, bigint>();
  const agreements: Agreement[] = [];
  const assessAll = async (...requests: Parameters<typeof assess>[1]): Promise<void> => {
    const assessed = await assess(stage, requests);
    for (const [version, priceWei] of assessed.pricesBefore) before.set(version, priceWei);
    agreements.push(...assessed.agreements);
  };
  await assessAll(
    { role: "contributor-1", version: m1 },
    { role: "contributor-2", version: moby },
    { role: "contributor-3", version: sotu },
  );

  narrator.step("A second contributor fine-tunes the first version on more data");
  const m2 = await fineTune("contributor-2", { template: "spam-tuned", benchmark, datasets: [many], parent: m1, seed });
  await setPrice(stage, "contributor-2", m2);
  await report(stage, "contributor-2", m2);
  await assessAll({ role: "contributor-2", version: m2 });

  narrator.step("A third contributor fine-tunes the second one");
  const again = { template: "spam-tuned-again", benchmark, datasets: [few, many], parent: m2, seed };
  const m3 = await fineTune("contributor-3", again);
  await setPrice(stage, "contributor-3", m3);
  await report(stage, "contributor-3", m3);
  await assessAll({ role: "contributor-3", version: m3 });

  narrator.step("A buyer pays for the third version and asks a worker for predictions with a signed request");
  const { sale, predictions } = await useVersion(stage, "buyer-1", m3);
  const sales = [sale, await buy(stage, "buyer-2", m1), await buy(stage, "buyer-2", moby)];

  narrator.step("Another buyer scores versions on private mails; they never leave the process");
  await scorePrivately(stage, "buyer-2", corpora.spam.private, m3, m1);

  narrator.step("Access ends with its last paid second");
  await letExpire(stage, "buyer-1", m3);

  narrator.step("Everyone settles the lineage and withdraws");
  await claimAll(stage, PAYEES);

  narrator.step("Anyone reads the boards, what the last version was trained on, and who is paid when it sells");
  const { boards, origin } = await readBoards(stage, m3);

  return {
    sales: sales.map(({ version, buyer, paidWei }) => ({ version: Number(version), buyer, paidWei: String(paidWei) })),
    predictions,
    verification,
    agreements,
    boards,
    origin,
    pricesBefore: before,
  };
}
