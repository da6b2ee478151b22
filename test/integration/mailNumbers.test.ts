import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { z } from "zod";
import { writeCorpora } from "../../devnet/demo/corpora.ts";
import { compareOnData } from "../../oracle-worker/src/pipeline/compareOnData.ts";
import { parseSpec, type Spec } from "../../oracle-worker/src/pipeline/spec.ts";
import { trainVersion } from "../../oracle-worker/src/pipeline/train.ts";
import { datasetOf, SEED, tinyMlpSpec } from "../../oracle-worker/src/testing/tinyRuns.ts";

/** What is counted per hundred characters of a mail. */
const SIGNS = Array.from("abcdefghijklmnopqrstuvwxyz!$%#>?*=(.-:/\"'");
const MailSchema = z.object({ text: z.string(), label: z.string() });

/** Mails as rows of numbers (csv): how often each sign stands in them, and the shares of digits and capitals. */
function toNumbers(mails: string): { csv: string; rows: number } {
  const lines = mails.trimEnd().split("\n");
  const rows = lines.map((line) => {
    const { text, label } = MailSchema.parse(JSON.parse(line));
    const per = (count: number): string => ((100 * count) / text.length).toFixed(3);
    const lower = text.toLowerCase();
    const counts = SIGNS.map((sign) => per(lower.split(sign).length - 1));
    return [...counts, per(text.match(/\d/g)?.length ?? 0), per(text.match(/[A-Z]/g)?.length ?? 0), label].join();
  });
  const header = [...Array.from({ length: SIGNS.length + 2 }, (_, i) => `x${String(i)}`), "label"].join();
  return { csv: `${[header, ...rows].join("\n")}\n`, rows: rows.length };
}

describe("real mails as rows of numbers", function () {
  // Six thousand files are read.
  this.timeout(120_000);

  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-mails-"));
  });
  after(() => rm(directory, { recursive: true }));

  it("are sorted by dense layers far better than by the commonest label", async () => {
    const { spam } = await writeCorpora(directory);
    const training = toNumbers(await readFile(spam.many, "utf8"));
    const held = toNumbers(await readFile(spam.heldOut, "utf8"));
    const spec: Spec = parseSpec(
      JSON.stringify({
        ...tinyMlpSpec({ steps: 600, batchSize: 64, learningRate: "0.01", checkpointEvery: 600 }),
        architecture: {
          kind: "mlp",
          version: 1,
          features: SIGNS.length + 2,
          hidden: [32],
          activation: "relu",
          labels: spam.labels,
        },
      }),
    );
    const datasets = [datasetOf(training.csv, "csv", training.rows)];
    const { weights } = await trainVersion({ spec, datasets, initial: { kind: "seed", seed: SEED } });
    const candidate = { architecture: spec.architecture, weights };
    const bytes = new TextEncoder().encode(held.csv);
    const result = await compareOnData({ candidate, fileName: "held.csv", bytes });
    expect(result.baseline.total).to.equal(spam.samples);
    expect(result.candidate.low * 10_000).to.be.above(spam.baselineBps + 1500);
  });
});
