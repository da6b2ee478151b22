import { expect } from "chai";
import { Wallet } from "ethers";
import { asHex } from "../chain/asHex.ts";
import { attestationDigest, attestationTag, signAttestation } from "../chain/attestation.ts";
import { encodeItems, type ScoreItem } from "../core/scoreItem.ts";
import type { BatchResult } from "../journal/journal.ts";
import { checkPeerAttestation } from "./checkPeerAttestation.ts";
import type { Member } from "./readWorkers.ts";
import { decodeServedAttestation, encodeServedAttestation, type ServedAttestation } from "./servedAttestation.ts";

const WORD = asHex(`0x${"ab".repeat(32)}`);
const OTHER = asHex(`0x${"cd".repeat(32)}`);
const DOMAIN = { chainId: 1, committee: `0x${"11".repeat(20)}` };
const ITEM: ScoreItem = {
  versionId: 3,
  correct: 5,
  holder: 0,
  newlyRight: 0,
  newlyWrong: 0,
  parentRight: 0,
  parentWrong: 0,
};
const OWN: BatchResult = {
  header: { benchmarkId: 1, epoch: 7, shard: 0, engineDigest: WORD, predictionsRoot: WORD },
  items: encodeItems([ITEM]),
  predictions: Uint8Array.of(0, 1, 0, 0),
};

describe("checkPeerAttestation", () => {
  const wallet = new Wallet(Wallet.createRandom().privateKey);
  const peer: Member = { index: 2, account: asHex(wallet.address.toLowerCase()), endpoint: "http://127.0.0.1:1" };

  /** What the peer serves of `result`, signed by `signer`. */
  function served(
    result: BatchResult,
    changes: { worker?: number; signer?: Wallet; tag?: typeof WORD } = {},
  ): ServedAttestation {
    const tag = changes.tag ?? attestationTag(result.predictions, wallet.address);
    const digest = attestationDigest(DOMAIN, result.header, result.items, tag);
    const signature = signAttestation(changes.signer ?? wallet, digest);
    return {
      header: result.header,
      items: result.items,
      attestation: { worker: changes.worker ?? 2, tag, ...signature },
    };
  }

  it("takes the same result with its own tag", () => {
    const answer = served(OWN);
    expect(checkPeerAttestation(DOMAIN, OWN, peer, answer)).to.deep.equal({
      kind: "same",
      attestation: answer.attestation,
    });
  });

  it("C-4: refuses a signature copied without the predictions", () => {
    const ownTag = attestationTag(OWN.predictions, Wallet.createRandom().address);
    for (const tag of [WORD, ownTag]) {
      expect(checkPeerAttestation(DOMAIN, OWN, peer, served(OWN, { tag })).kind).to.equal("invalid");
    }
  });

  it("refuses another signer, another's index, and another chain's signature", () => {
    const signer = new Wallet(Wallet.createRandom().privateKey);
    expect(checkPeerAttestation(DOMAIN, OWN, peer, served(OWN, { signer })).kind).to.equal("invalid");
    expect(checkPeerAttestation(DOMAIN, OWN, peer, served(OWN, { worker: 1 })).kind).to.equal("invalid");
    expect(checkPeerAttestation({ ...DOMAIN, chainId: 2 }, OWN, peer, served(OWN)).kind).to.equal("invalid");
  });

  it("names what differs", () => {
    const items = encodeItems([{ ...ITEM, correct: 6 }]);
    expect(checkPeerAttestation(DOMAIN, OWN, peer, served({ ...OWN, items }))).to.deep.equal({
      kind: "different",
      fields: [],
      versionIds: [3],
    });
    const header = { ...OWN.header, predictionsRoot: OTHER };
    expect(checkPeerAttestation(DOMAIN, OWN, peer, served({ ...OWN, header }))).to.deep.equal({
      kind: "different",
      fields: ["predictionsRoot"],
      versionIds: [],
    });
    const malformed = Uint8Array.of(1, 2, 3);
    expect(checkPeerAttestation(DOMAIN, OWN, peer, served({ ...OWN, items: malformed }))).to.deep.include({
      versionIds: [3],
    });
  });

  it("W-2: survives the wire, and nothing else does", () => {
    const answer = served(OWN);
    const wire: unknown = JSON.parse(JSON.stringify(encodeServedAttestation(answer)));
    expect(decodeServedAttestation(wire)).to.deep.equal(answer);
    for (const bad of [
      null,
      [],
      {},
      { ...encodeServedAttestation(answer), r: "0x" },
      { ...encodeServedAttestation(answer), more: 1 },
    ]) {
      expect(decodeServedAttestation(bad)).to.have.all.keys("problem");
    }
  });
});
