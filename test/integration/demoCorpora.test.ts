import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { type BookCorpus, type Corpora, writeCorpora } from "../../devnet/demo/corpora.ts";
import {
  describeAccuracyTask,
  describeCharacterTask,
  describeDataset,
} from "../../oracle-worker/src/pipeline/describeData.ts";
import { readExamples } from "../../oracle-worker/src/pipeline/examples.ts";
import { parseSpec } from "../../oracle-worker/src/pipeline/spec.ts";

const SPECS = ["spam-base", "spam-tuned", "spam-tuned-again", "gpt-moby", "gpt-sotu"] as const;

/** A spec before its ids are filled in. */
const TemplateSchema = z.looseObject({ init: z.looseObject({ kind: z.string() }) });

async function readSpec(name: string): Promise<ReturnType<typeof parseSpec>> {
  const text = await readFile(new URL(`../../devnet/demo/specs/${name}.json`, import.meta.url), "utf8");
  const spec = TemplateSchema.parse(JSON.parse(text));
  const init = spec.init.kind === "parent" ? { kind: "parent", parent: 1 } : spec.init;
  return parseSpec(JSON.stringify({ ...spec, benchmark: 1, datasets: [1], init }));
}

describe("the demo's data and specs", function () {
  // Six thousand files are read, twice.
  this.timeout(120_000);

  let directory: string;
  let corpora: Corpora;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-corpora-"));
    corpora = await writeCorpora(directory);
  });

  after(() => rm(directory, { recursive: true }));

  it("have no held-out mail in training, whole or but for its layout", async () => {
    const textsOf = async (path: string): Promise<string[]> => {
      const examples = readExamples(await readFile(path), "jsonl", path);
      if (examples.kind !== "rows") throw new Error("jsonl holds rows");
      return examples.rows.map(({ text }) => text.toLowerCase().replace(/[^a-z]+/g, " "));
    };
    const { few, many, heldOut } = corpora.spam;
    const lists = await Promise.all([few, many, heldOut].map(textsOf));
    const all = lists.flat();
    expect(lists.map(({ length }) => length)).to.deep.equal([400, all.length - 2200, 1800]);
    expect(all.length).to.be.above(5500);
    expect(new Set(all).size).to.equal(all.length);
  });

  it("state the samples and baselines that the worker measures", async () => {
    const spam = describeAccuracyTask("spam", await readFile(corpora.spam.heldOut));
    const { labels, samples, baselineBps } = corpora.spam;
    expect(spam).to.deep.equal({ metric: "accuracy", labels, samples, baselineBps });
    for (const book of [corpora.moby, corpora.sotu]) {
      const training = { fileName: "training", bytes: await readFile(book.train) };
      const task = describeCharacterTask("book", await readFile(book.heldOut), book, training);
      const { alphabet, contextLength } = book;
      expect(task).to.deep.equal({
        metric: "next-character",
        alphabet,
        contextLength,
        samples: book.samples,
        baselineBps: book.baselineBps,
      });
    }
  });

  it("hold out a part of each book that training does not see", async () => {
    const check = async ({ train, heldOut }: BookCorpus): Promise<void> => {
      const [seen, unseen] = [await readFile(train, "utf8"), await readFile(heldOut, "utf8")];
      expect(describeDataset(train, await readFile(train)).rows).to.equal(400_000);
      for (let start = 0; start + 60 <= unseen.length; start += 600) {
        expect(seen.includes(unseen.slice(start, start + 60)), unseen.slice(start, start + 60)).to.equal(false);
      }
    };
    await check(corpora.moby);
    await check(corpora.sotu);
  });

  it("are the same bytes every time", async () => {
    const again = await mkdtemp(join(tmpdir(), "assay-corpora-"));
    const second = await writeCorpora(again);
    const paths = ({ spam, moby, sotu }: Corpora): string[] => [
      spam.few,
      spam.many,
      spam.heldOut,
      moby.train,
      moby.heldOut,
      sotu.train,
      sotu.heldOut,
    ];
    for (const [i, path] of paths(second).entries()) {
      expect((await readFile(path)).equals(await readFile(paths(corpora)[i] ?? ""))).to.equal(true);
    }
    await rm(again, { recursive: true });
  });

  for (const name of SPECS) {
    it(`ask the same question in ${name}.json as its benchmark`, async () => {
      const { architecture } = await readSpec(name);
      if (architecture.kind === "textClassifier") expect(architecture.labels).to.deep.equal(corpora.spam.labels);
      else
        expect(architecture).to.include({ alphabet: corpora.moby.alphabet, contextLength: corpora.moby.contextLength });
    });
  }

  it("fail by name when an id was not filled in", async () => {
    const text = await readFile(new URL("../../devnet/demo/specs/spam-tuned.json", import.meta.url), "utf8");
    expect(() => parseSpec(text)).to.throw(/benchmark.*datasets.*init\.parent/);
  });
});
