import { expect } from "chai";
import { keccak256 } from "ethers";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { trainingCommitment } from "./trainingCommitment.ts";

describe("trainingCommitment", () => {
  it("P-1: hashes nine words in the order of TrainingProof.sol", () => {
    const word = (n: number): `0x${string}` => `0x${n.toString(16).padStart(64, "0")}`;
    const proof: TrainingProof = {
      steps: 9,
      engineDigest: word(8),
      checkpointsRoot: word(7),
      logHead: word(6),
      metricsDigest: word(5),
      finalRoot: word(4),
      initRoot: word(3),
      configDigest: word(2),
      dataDigest: word(1),
    };
    const words = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => word(n).slice(2)).join("");
    expect(trainingCommitment(proof)).to.equal(keccak256(`0x${words}`));
  });
});
