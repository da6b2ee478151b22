import { expect } from "chai";
import { canonicalJson } from "../core/canonicalJson.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { tinyClassifierSpec, tinyMlpSpec } from "../testing/tinyRuns.ts";
import { decodeSpec, parentsOf, parseSpec } from "./spec.ts";

const GOOD = tinyClassifierSpec();
const problemOf = async (value: unknown): Promise<string> =>
  (await expectAssayError(() => parseSpec(JSON.stringify(value)), "SpecInvalid")).message;

describe("parseSpec (F-5)", () => {
  it("takes a spec in any layout", () => {
    expect(parseSpec(JSON.stringify(GOOD, null, 4))).to.deep.equal(GOOD);
  });

  it("names every offending field", async () => {
    const message = await problemOf({ ...GOOD, name: "", datasets: [], train: { ...GOOD.train, steps: 0 } });
    expect(message).to.include("name:").and.to.include("datasets:").and.to.include("train.steps:");
  });

  it("refuses unknown fields by name, at any depth", async () => {
    expect(await problemOf({ ...GOOD, nickname: "x" })).to.include("nickname");
    expect(await problemOf({ ...GOOD, train: { ...GOOD.train, momentum: "0.9" } })).to.include("momentum");
  });

  it("refuses a placeholder that nobody filled", async () => {
    expect(await problemOf({ ...GOOD, benchmark: null, datasets: null }))
      .to.include("benchmark:")
      .and.to.include("datasets:");
  });

  it("takes rates and seeds as exact decimals only", async () => {
    const train = (change: object): object => ({ ...GOOD, train: { ...GOOD.train, ...change } });
    for (const learningRate of [0.01, "1e-3", "0", "1.5", ".5", "0.10", "-0.1", "NaN"]) {
      expect(await problemOf(train({ learningRate })), String(learningRate)).to.include("train.learningRate");
    }
    for (const userSeed of [1, "", "-1", "01", "18446744073709551616", "1.0"]) {
      expect(await problemOf(train({ userSeed })), String(userSeed)).to.include("train.userSeed");
    }
    parseSpec(JSON.stringify(train({ userSeed: "18446744073709551615", learningRate: "1" })));
  });

  it("takes an optimiser, with its own constants only", async () => {
    const train = (optimizer: object): object => ({ ...GOOD, train: { ...GOOD.train, optimizer } });
    const momentum = train({ kind: "sgd", momentum: "0.95" });
    expect(parseSpec(JSON.stringify(momentum))).to.deep.equal(momentum);
    expect(await problemOf(train({ kind: "sgd", beta1: "0.9" }))).to.include("train.optimizer");
    expect(await problemOf(train({ kind: "adagrad" }))).to.include("train.optimizer");
  });

  it("bounds what one step of numbers needs", async () => {
    const { architecture } = tinyMlpSpec();
    const wide = { ...architecture, features: 65_536, hidden: [16] };
    const spec = (batchSize: number): object => ({ ...GOOD, architecture: wide, train: { ...GOOD.train, batchSize } });
    parseSpec(JSON.stringify(spec(2048)));
    expect(await problemOf(spec(2049))).to.include("train.batchSize");
  });

  it("bounds the number of checkpoints and checks rows", async () => {
    expect(await problemOf({ ...GOOD, train: { ...GOOD.train, steps: 1001, checkpointEvery: 1 } })).to.include(
      "train.checkpointEvery",
    );
    expect(await problemOf({ ...GOOD, train: { ...GOOD.train, rows: { from: 5, to: 5 } } })).to.include("train.rows");
  });

  it("keeps to the contracts' limits: 4 datasets, 4 parents, λ, φ, shares (L-2, L-5)", async () => {
    expect(await problemOf({ ...GOOD, datasets: [1, 2, 3, 4, 5] })).to.include("datasets");
    expect(await problemOf({ ...GOOD, datasets: [1, 1] })).to.include("datasets");
    const tuned = { ...GOOD, init: { kind: "parent", parent: 9 } };
    expect(await problemOf({ ...tuned, parents: [1, 2, 3, 4] })).to.include("parents");
    expect(await problemOf({ ...tuned, parents: [9] })).to.include("parents");
    expect(await problemOf({ ...GOOD, terms: { ...GOOD.terms, royaltyBps: 9001 } })).to.include("terms.royaltyBps");
    expect(await problemOf({ ...GOOD, terms: { ...GOOD.terms, coParentBps: 3001 } })).to.include("terms.coParentBps");
    const payee = { account: `0x${"aA".repeat(20)}`, shareBps: 5001 };
    expect(await problemOf({ ...GOOD, collaborators: [payee, payee] })).to.include("collaborators");
    expect(parseSpec(JSON.stringify({ ...GOOD, collaborators: [payee] })).collaborators?.[0]?.account).to.equal(
      `0x${"aa".repeat(20)}`,
    );
  });

  it("says so when the file is no JSON", async () => {
    await expectAssayError(() => parseSpec("{"), "SpecInvalid");
  });
});

describe("decodeSpec (F-1)", () => {
  it("takes canonical bytes only", async () => {
    expect(decodeSpec(canonicalJson(GOOD))).to.deep.equal(GOOD);
    const pretty = new TextEncoder().encode(JSON.stringify(GOOD, null, 1));
    expect((await expectAssayError(() => decodeSpec(pretty), "SpecInvalid")).message).to.include("canonical");
  });
});

describe("parentsOf", () => {
  it("puts the parent of the weights first (L-6)", () => {
    expect(parentsOf({ ...GOOD, init: { kind: "parent", parent: 9 }, parents: [2, 5] })).to.deep.equal([9, 2, 5]);
    expect(parentsOf(GOOD)).to.deep.equal([]);
  });
});
