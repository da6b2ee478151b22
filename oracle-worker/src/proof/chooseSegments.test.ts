import { expect } from "chai";
import { chooseSegments } from "./chooseSegments.ts";

const random = (count: number, seed: string): number[] | undefined =>
  chooseSegments({ kind: "random", count, seed }, 50);

describe("chooseSegments", () => {
  it("takes all, or one that exists", () => {
    expect(chooseSegments({ kind: "all" }, 3)).to.deep.equal([1, 2, 3]);
    expect(chooseSegments({ kind: "one", segment: 3 }, 3)).to.deep.equal([3]);
    expect(chooseSegments({ kind: "one", segment: 4 }, 3)).to.equal(undefined);
  });

  it("takes distinct segments at random, the same for the same seed", () => {
    const chosen = random(10, "seed");
    expect(chosen).to.deep.equal(random(10, "seed"));
    expect(chosen).not.to.deep.equal(random(10, "other seed"));
    expect(new Set(chosen).size).to.equal(10);
    expect(chosen?.every((segment) => segment >= 1 && segment <= 50)).to.equal(true);
    expect(random(99, "seed")).to.have.length(50);
  });

  it("leaves no segment out of every seed's choice", () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, i) => random(1, String(i))?.[0]));
    expect(seen.size).to.equal(50);
  });
});
