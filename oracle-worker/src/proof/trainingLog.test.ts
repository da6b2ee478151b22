import { expect } from "chai";
import { merkleRoot } from "../core/merkle.ts";
import { fromHex, sha256, toHex, type Hex } from "../core/sha256.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { type Checkpoint, decodeCheckpoints, encodeCheckpoints } from "./checkpoints.ts";
import { checkpointsRoot, logHead } from "./trainingLog.ts";

const CONFIG: Hex = `0x${"c0".repeat(32)}`;
const ROOTS: readonly Hex[] = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`];
const STATE: Artefact = { cid: "bafk", sha256: `0x${"0c".repeat(32)}`, bytes: 9 };
const CHECKPOINTS: readonly Checkpoint[] = [
  { step: 4, loss: Math.fround(0.6931472), losses: `0x${"0a".repeat(32)}`, stateRoot: `0x${"01".repeat(32)}` },
  { step: 6, loss: 0.5, losses: `0x${"0b".repeat(32)}`, stateRoot: `0x${"02".repeat(32)}`, state: STATE },
];

describe("logHead (P-4)", () => {
  it("chains step, losses and state root from the config digest", () => {
    const first = sha256(
      fromHex(CONFIG),
      Buffer.from("0000000000000004" + "3f317218" + "0a".repeat(32) + "01".repeat(32), "hex"),
    );
    const second = sha256(
      first,
      Buffer.from("0000000000000006" + "3f000000" + "0b".repeat(32) + "02".repeat(32), "hex"),
    );
    expect(logHead(CONFIG, CHECKPOINTS)).to.equal(toHex(second));
    expect(logHead(CONFIG, [])).to.equal(CONFIG);
  });
});

describe("checkpointsRoot (P-4)", () => {
  it("is the Merkle root over the state roots", () => {
    expect(checkpointsRoot(CHECKPOINTS)).to.equal(toHex(merkleRoot(ROOTS.map(fromHex))));
  });
});

describe("checkpoints file", () => {
  it("reads back what it writes, losses bit for bit", () => {
    expect(decodeCheckpoints(encodeCheckpoints(CHECKPOINTS))).to.deep.equal(CHECKPOINTS);
  });

  it("refuses steps out of order, losses that are not binary32, an empty list and other layouts", async () => {
    const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
    const text = new TextDecoder().decode(encodeCheckpoints(CHECKPOINTS));
    const bad = [
      encodeCheckpoints([...CHECKPOINTS].reverse()),
      utf8(text.replace('"0.5"', '"0.1"')),
      utf8(text.replace('"0.5"', '"NaN"')),
      utf8(text.replace('"0.5"', '"Infinity"')),
      utf8(text.replace('"step":6', '"step":6.5')),
      utf8(`${text} `),
      utf8("[]"),
    ];
    for (const bytes of bad) await expectAssayError(() => decodeCheckpoints(bytes), "ManifestInvalid");
  });
});
