import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { decodeLog, encodeLog, lossesDigest, maxLogBytes } from "./lossLog.ts";

const LOSSES = Float32Array.of(0.6931472, 0.5, 0, 1e-45, 3.4028235e38);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("training log (P-4)", () => {
  it("is one canonical line per step", () => {
    expect(new TextDecoder().decode(encodeLog(LOSSES.slice(1, 3)))).to.equal(
      '{"loss":"0.5","step":1}\n{"loss":"0","step":2}\n',
    );
  });

  it("reads back what it writes, bit for bit, within its bound", () => {
    const log = encodeLog(LOSSES);
    expect(decodeLog(log, LOSSES.length)).to.deep.equal(LOSSES);
    expect(log.length).to.be.at.most(maxLogBytes(LOSSES.length));
    const longest = encodeLog(new Float32Array(1_000_000).fill(-1.1754942e-38)).length;
    expect(longest).to.be.at.most(maxLogBytes(1_000_000));
  });

  it("refuses other layouts, other numbers, and too few or too many steps, naming the line", async () => {
    const good = '{"loss":"0.5","step":1}\n';
    const bad = [
      "",
      good.trimEnd(),
      `${good}${good}`,
      good.replace("0.5", "0.1"),
      good.replace("0.5", "NaN"),
      good.replace("0.5", "-0"),
      good.replace("0.5", "5e-1"),
      good.replace('"step":1', '"step":2'),
      good.replace(":", ": "),
      `{"loss":"${"0".repeat(1000)}","step":1}\n`,
    ];
    for (const text of bad) await expectAssayError(() => decodeLog(utf8(text), 1), "ManifestInvalid");
    expect((await expectAssayError(() => decodeLog(utf8(good), 2), "ManifestInvalid")).message).to.include("step 2");
  });

  it("is committed to by the big-endian bits of its losses", () => {
    const bits = Buffer.from("3f317218" + "3f000000" + "00000000" + "00000001" + "7f7fffff", "hex");
    expect(lossesDigest(LOSSES)).to.equal(toHex(sha256(bits)));
  });
});
