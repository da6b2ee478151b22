import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { describe, it } from "mocha";
import { createProgram } from "./createProgram.ts";
import { describeCommands } from "./describeCommands.ts";

const silent = { write: () => true };

describe("docs/cli.md", () => {
  it("describes every command, argument, option, default and exit code (node --import tsx scripts/writeCliDocs.ts)", async () => {
    const docs = await readFile(new URL("../../../docs/cli.md", import.meta.url), "utf8");
    const program = createProgram({
      stdout: silent,
      stderr: silent,
      defaultHome: ".",
      signal: new AbortController().signal,
    });
    expect(docs).to.contain(describeCommands(program));
  });
});
