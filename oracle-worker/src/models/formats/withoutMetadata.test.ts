import { expect } from "chai";
import { expectAssayError } from "../../testing/expectAssayError.ts";
import { SEED, tinyCnnSpec } from "../../testing/tinyRuns.ts";
import { weightsRoot } from "../../proof/weightsRoot.ts";
import { initialWeights } from "../initialWeights.ts";
import { decodeSafetensors, encodeSafetensors } from "../safetensors.ts";
import { withoutMetadata } from "./withoutMetadata.ts";

const { architecture } = tinyCnnSpec();
const weights = initialWeights(architecture, SEED);
const plain = encodeSafetensors(weights);

/** The file as PyTorch's writer makes it. */
function withMetadata(): Uint8Array {
  const length = Number(Buffer.from(plain).readBigUInt64LE(0));
  const header = Buffer.from(plain.subarray(8, 8 + length)).toString();
  const longer = Buffer.from(header.trimEnd().replace("{", '{"__metadata__":{"format":"pt"},'));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(longer.length));
  return Buffer.concat([start, longer, plain.subarray(8 + length)]);
}

describe("withoutMetadata", () => {
  it("makes a file readable that names its writer", async () => {
    const file = withMetadata();
    await expectAssayError(() => decodeSafetensors(file, architecture), "WeightsInvalid");
    const read = decodeSafetensors(withoutMetadata(file, 1e6), architecture);
    expect(weightsRoot(read)).to.equal(weightsRoot(weights));
  });

  it("leaves every other file as it is, broken ones too", () => {
    for (const file of [plain, plain.subarray(0, 5), Buffer.from("ffffffffffffffff00", "hex"), new Uint8Array(9)])
      expect(withoutMetadata(file, 1e6)).to.equal(file);
  });
});
