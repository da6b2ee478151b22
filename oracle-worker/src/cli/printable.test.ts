import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createContext } from "./commandContext.ts";
import { printable } from "./printable.ts";

const ASSAY = fileURLToPath(new URL("../../bin/assay.mjs", import.meta.url));

/** Clears the screen, names the window, turns text round: in C0, C1 and Unicode. */
const HOSTILE = "\u001b[2J\u009b31m\u0007a\rb\u202ecba\u2066";
const UNPRINTABLE = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u;

describe("what a terminal is given", () => {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  const io = { stdout: sink, stderr: sink, defaultHome: tmpdir(), signal: new AbortController().signal };
  beforeEach(() => written.splice(0));

  it("shows what would act on it, and leaves all else as it is", () => {
    expect(printable(HOSTILE)).to.equal("\\u001b[2J\\u009b31m\\u0007a\\u000db\\u202ecba\\u2066");
    expect(printable("Grüße, 東京, 👩‍🚀, שלום\nzwei")).to.equal("Grüße, 東京, 👩‍🚀, שלום\nzwei");
  });

  it("results and notes", () => {
    const context = createContext(io, { home: tmpdir(), json: false });
    context.print({ value: {}, text: `label\n${HOSTILE}` });
    context.note(HOSTILE);
    expect(written).to.have.length(2);
    for (const text of written) {
      expect(text).to.match(/\n$/);
      expect(text).to.not.match(UNPRINTABLE);
    }
  });

  it("results as JSON, which stay what they are", () => {
    createContext(io, { home: tmpdir(), json: true }).print({ value: { label: HOSTILE }, text: "" });
    const [text = ""] = written;
    expect(text).to.not.match(UNPRINTABLE);
    expect(JSON.parse(text)).to.deep.equal({ label: HOSTILE });
  });

  it("errors that quote a file", async () => {
    const directory = await mkdtemp(join(tmpdir(), "assay-printable-"));
    try {
      const spec = join(directory, "spec.json");
      await writeFile(spec, JSON.stringify({ [HOSTILE]: 1 }));
      // In a process of its own, as people run it.
      const args = [ASSAY, "--home", directory, "import", "model.json", "--spec", spec];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      expect(status).to.equal(2);
      expect(stderr).to.include("[2J").and.to.not.match(UNPRINTABLE);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
