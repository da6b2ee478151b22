import { expect } from "chai";
import { tinyCnnSpec, tinyMlpSpec } from "../testing/tinyRuns.ts";
import { problemOf } from "../testing/problemOf.ts";
import { ArchitectureSchema, parameterCount, shapesOf } from "./architecture.ts";
import { initialLimit, initialWeights } from "./initialWeights.ts";
import { SEED } from "../testing/tinyRuns.ts";

const CNN = tinyCnnSpec().architecture;
const MLP = tinyMlpSpec().architecture;
const BLOCK = { filters: 2, kernel: 3, stride: 1, padding: "same", batchNorm: false };
const cnn = (change: object): object => ({ ...CNN, ...change });
const blocks = (...changes: object[]): object => cnn({ blocks: changes.map((change) => ({ ...BLOCK, ...change })) });

describe("cnn and mlp (F-5)", () => {
  it("have the shapes of their layers", () => {
    expect(Object.fromEntries(shapesOf(CNN))).to.deep.equal({
      "blocks.0.conv.weight": [3, 3, 1, 3],
      "blocks.0.norm.gain": [3],
      "blocks.0.norm.bias": [3],
      "blocks.0.norm.mean": [3],
      "blocks.0.norm.variance": [3],
      "blocks.1.conv.weight": [2, 2, 3, 4],
      "blocks.1.conv.bias": [4],
      "layers.0.weight": [4, 5],
      "layers.0.bias": [5],
      "output.weight": [5, 2],
      "output.bias": [2],
    });
    expect(parameterCount(MLP)).to.equal(16 * 6 + 6 + 6 * 5 + 5 + 5 * 2 + 2);
  });

  it("follow TensorFlow's sizes of windows", () => {
    const flat = (block: object, size: number): number[] | undefined => {
      const value = cnn({
        input: { height: size, width: size, channels: 1 },
        blocks: [{ ...BLOCK, ...block }],
        hidden: [],
      });
      return [...(shapesOf(ArchitectureSchema.parse(value)).get("output.weight") ?? [])];
    };
    expect(flat({ stride: 2 }, 7)).to.deep.equal([4 * 4 * 2, 2]);
    expect(flat({ stride: 2, padding: "valid" }, 7)).to.deep.equal([3 * 3 * 2, 2]);
    expect(flat({ pool: { kind: "avg", size: 3, stride: 2 } }, 8)).to.deep.equal([3 * 3 * 2, 2]);
  });

  it("are bounded in every size, and in their product, before anything is allocated", () => {
    expect(problemOf(blocks({ filters: 1025 }))).to.include("filters");
    expect(problemOf(blocks({ kernel: 1e9 }))).to.include("kernel");
    expect(problemOf(blocks({ stride: 0 }))).to.include("stride");
    expect(problemOf(cnn({ blocks: [] }))).to.include("blocks");
    expect(problemOf(cnn({ input: { height: 257, width: 256, channels: 1 } }))).to.include("input");
    expect(problemOf(cnn({ input: { height: 2 ** 30, width: 1, channels: 1 } }))).to.include("height");
    const wide = { input: { height: 128, width: 128, channels: 1 }, blocks: [{ ...BLOCK, filters: 1024 }] };
    expect(problemOf(cnn(wide))).to.include("blocks.0");
    expect(problemOf(cnn({ hidden: [4096, 4096, 4096] }))).to.include("parameters");
    expect(problemOf({ ...MLP, hidden: [4096, 4096] })).to.include("parameters");
    expect(problemOf({ ...MLP, features: 2 ** 17 })).to.include("features");
    expect(problemOf({ ...MLP, hidden: Array.from({ length: 9 }, () => 1) })).to.include("hidden");
  });

  it("leave something of the image", () => {
    expect(problemOf(blocks({ padding: "valid", kernel: 5 }))).to.include("blocks.0: leaves nothing");
    expect(problemOf(blocks({}, { pool: { kind: "max", size: 5, stride: 1 } }))).to.include("blocks.1: leaves nothing");
  });

  it("drop a share that leaves something, where there is something to drop", () => {
    for (const dropout of ["0", "0.9", "1", "0.5000000000000000000001", 0.5]) {
      expect(problemOf({ ...MLP, dropout }), String(dropout)).to.include("dropout");
      expect(problemOf(cnn({ dropout })), String(dropout)).to.include("dropout");
    }
    expect(problemOf({ ...MLP, hidden: [] })).to.include("dropout");
    expect(problemOf({ ...MLP, hidden: [], dropout: undefined })).to.equal("");
  });

  it("start as He and Glorot say, and statistics at a mean of 0 and a variance of 1", () => {
    expect(initialLimit(CNN, "blocks.1.conv.weight", [2, 2, 3, 4])).to.equal(Math.sqrt(6 / 12));
    expect(initialLimit(CNN, "layers.0.weight", [4, 5])).to.equal(Math.sqrt(6 / 4));
    expect(initialLimit(CNN, "output.weight", [5, 2])).to.equal(Math.sqrt(6 / 7));
    const weights = initialWeights(CNN, SEED);
    const valuesOf = (name: string): number[] => [...(weights.get(name)?.values ?? [])];
    expect(valuesOf("blocks.0.norm.variance")).to.deep.equal([1, 1, 1]);
    expect(valuesOf("blocks.0.norm.mean")).to.deep.equal([0, 0, 0]);
    const filters = valuesOf("blocks.1.conv.weight");
    expect(Math.max(...filters.map(Math.abs)))
      .to.be.at.most(Math.sqrt(6 / 12))
      .and.above(0.5);
    expect(new Set(filters).size).to.equal(48);
  });
});
