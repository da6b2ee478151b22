import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { AssayError } from "../errors.ts";
import { createKeyFile, readKeyFile, writeKeyFile } from "./keyFile.ts";

describe("keyFile", () => {
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-key-"));
    path = join(directory, "key");
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("reads the account it made, from a file that only its owner reads", async () => {
    const { address } = await createKeyFile(path);
    expect((await readKeyFile(path)).address).to.equal(address);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("never overwrites a key", async () => {
    await createKeyFile(path);
    expect(await failure(createKeyFile(path))).to.include({ code: "FileNotWritable" });
  });

  it("refuses a file that others can read", async () => {
    await createKeyFile(path);
    await chmod(path, 0o640);
    expect(await failure(readKeyFile(path))).to.include({ code: "KeyInvalid" });
  });

  it("reads a keystore with its password, and names a wrong or missing one", async () => {
    const wallet = new Wallet(Wallet.createRandom().privateKey);
    const password = join(directory, "password");
    await writeFile(path, wallet.encryptSync("right"), { mode: 0o600 });
    await writeFile(password, "right\n", { mode: 0o600 });
    expect((await readKeyFile(path, password)).address).to.equal(wallet.address);
    expect(await failure(readKeyFile(path))).to.include({ code: "KeyInvalid" });
    await writeFile(password, "wrong");
    expect(await failure(readKeyFile(path, password))).to.include({ code: "KeyInvalid" });
  }).timeout(30_000);

  it("quotes nothing of a file that is no key", async () => {
    const canary = `0x${"c0ffee".repeat(10)}`;
    for (const text of [canary, `0x${"00".repeat(32)}`, `0x${"ff".repeat(32)}`]) {
      await writeFile(path, text, { mode: 0o600 });
      const error = await failure(readKeyFile(path));
      expect(error).to.include({ code: "KeyInvalid" });
      expect(`${String(error)} ${error instanceof Error ? String(error.cause) : ""}`).to.not.include("c0ffee");
    }
    expect(await failure(writeKeyFile(join(directory, "new"), canary))).to.include({ code: "KeyInvalid" });
  });
});

async function failure(promise: Promise<unknown>): Promise<AssayError> {
  return promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => (error instanceof AssayError ? error : expect.fail(String(error))),
  );
}
