import { expect } from "chai";
import { createAllocator } from "./createAllocator.ts";
import { EngineError } from "./EngineError.ts";

describe("createAllocator", () => {
  it("never gives two live blocks the same byte, and joins freed blocks until all is one again", () => {
    const { alloc, free, stats } = createAllocator(100, 100_000);
    const live = new Map<number, number>();
    let state = 1;
    const next = (limit: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % limit;
    };
    for (let turn = 0; turn < 2000; turn++) {
      const addresses = [...live.keys()];
      const victim = addresses[next(addresses.length + 1)];
      if (victim !== undefined && live.size > 10) {
        free(victim);
        live.delete(victim);
        continue;
      }
      const bytes = next(3000);
      const address = alloc(bytes);
      expect(address % 64).to.equal(0);
      for (const [other, size] of live) {
        expect(address + bytes <= other || other + size <= address, `${address} and ${other}`).to.equal(true);
      }
      live.set(address, bytes);
    }
    for (const address of live.keys()) free(address);
    expect(stats().used).to.equal(0);
    expect(stats().peak).to.be.greaterThan(0);
    expect(alloc(99_000)).to.equal(128);
  });

  it("names what does not fit, and refuses to free what is not in use", () => {
    const { alloc, free } = createAllocator(0, 1024);
    alloc(512);
    expect(() => alloc(512))
      .to.throw(EngineError)
      .with.property("code", "OutOfMemory");
    expect(() => free(64)).to.throw(RangeError);
  });
});
