import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ConfigSchema, configPath, readConfig } from "./config.ts";
import { AssayError } from "./errors.ts";

describe("readConfig", () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "assay-config-"));
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  const write = (value: unknown) =>
    writeFile(configPath(home), typeof value === "string" ? value : JSON.stringify(value));
  const minimal = { rpcUrl: "http://127.0.0.1:8545", deployment: "../deployment.json" };

  it("resolves paths against the home, and fills in the rest", async () => {
    await write(minimal);
    const config = await readConfig(home);
    expect(config).to.include({
      home,
      deployment: join(home, "../deployment.json"),
      store: join(home, "store"),
      keyFile: join(home, "key"),
    });
    expect(config.worker).to.include({ host: "127.0.0.1", port: 0 });
    expect(config.gateways).to.deep.equal([]);
    expect(Object.isFrozen(config)).to.equal(true);
  });

  const refused: [string, unknown, string][] = [
    ["an unknown field", { ...minimal, rcpUrl: "x" }, "rcpUrl"],
    ["an unknown field of the worker", { ...minimal, worker: { dailySpend: 1 } }, "dailySpend"],
    ["another protocol", { ...minimal, rpcUrl: "ftp://x" }, "rpcUrl"],
    ["a missing field", { rpcUrl: minimal.rpcUrl }, "deployment"],
    ["a port out of range", { ...minimal, worker: { port: 70_000 } }, "port"],
    ["a negative limit", { ...minimal, worker: { dailySpendGwei: -1 } }, "dailySpendGwei"],
    ["a bond that is no whole number", { ...minimal, worker: { challenge: { maxBondWei: "0.1" } } }, "maxBondWei"],
    [
      "a bond as a number, which may not hold it",
      { ...minimal, worker: { challenge: { maxBondWei: 1 } } },
      "maxBondWei",
    ],
    ["no JSON", "{", "not JSON"],
  ];
  for (const [what, value, named] of refused) {
    it(`refuses ${what}, naming it`, async () => {
      await write(value);
      const error = await readConfig(home).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(error).to.be.instanceOf(AssayError);
      expect(error instanceof AssayError && [error.code, error.message.includes(named)]).to.deep.equal([
        "ConfigInvalid",
        true,
      ]);
    });
  }

  it("says when there is none", async () => {
    const error = await readConfig(home).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error instanceof AssayError && error.code).to.equal("ConfigInvalid");
  });

  it("has every key in docs/worker.md", async () => {
    const text = await readFile(new URL("../../docs/worker.md", import.meta.url), "utf8");
    const { worker, ...top } = ConfigSchema.shape;
    const keys = [...Object.keys(top), ...Object.keys(worker.unwrap().shape).map((key) => `worker.${key}`)];
    expect(keys.filter((key) => !text.includes(`\`${key}\``))).to.deep.equal([]);
  });
});
