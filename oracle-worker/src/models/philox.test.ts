import { expect } from "chai";
import { philox, type PhiloxBlock, type PhiloxKey } from "./philox.ts";

const ONES = 0xffffffff;

/** Key, counter, output: Philox 4x32-10 from the known-answer tests of Random123 1.14. */
const VECTORS: readonly { key: PhiloxKey; counter: PhiloxBlock; output: PhiloxBlock }[] = [
  { key: [0, 0], counter: [0, 0, 0, 0], output: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  { key: [ONES, ONES], counter: [ONES, ONES, ONES, ONES], output: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
  {
    key: [0xa4093822, 0x299f31d0],
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    output: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

describe("philox", () => {
  VECTORS.forEach(({ key, counter, output }, i) => {
    it(`gives Random123's known answer ${i}`, () => {
      expect(philox(key, counter)).to.deep.equal(output);
    });
  });
});
