import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { lockHome } from "./lockHome.ts";

describe("lockHome", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "assay-lock-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it("keeps a home to one worker, and leaves no file when it is given back", async () => {
    const release = lockHome(home);
    await expectAssayError(() => lockHome(home), "HomeInUse");
    release();
    expect(readdirSync(home)).to.deep.equal([]);
    lockHome(home)();
  });
});
