import { expect } from "chai";
import { describe, it } from "mocha";
import { formatAmount } from "./formatAmount.ts";
import { formatTable } from "./formatTable.ts";
import { formatTime } from "./formatTime.ts";
import { formatWei } from "./formatWei.ts";
import { toJson } from "./toJson.ts";

describe("what people and programs read", () => {
  it("writes amounts exactly", () => {
    expect(formatWei(0n)).to.equal("0 ETH");
    expect(formatWei(1n)).to.equal("0.000000000000000001 ETH");
    expect(formatWei(50_000_000_000_000_000n)).to.equal("0.05 ETH");
    expect(formatWei(10n ** 21n)).to.equal("1000 ETH");
  });

  it("writes amounts of any token exactly", () => {
    const usdc = { symbol: "USDC", decimals: 6 };
    expect(formatAmount(12_500_000n, usdc)).to.equal("12.5 USDC");
    expect(formatAmount(1n, usdc)).to.equal("0.000001 USDC");
    expect(formatAmount(7n, { symbol: "ONE", decimals: 0 })).to.equal("7 ONE");
  });

  it("writes wei as strings in one line of JSON", () => {
    expect(toJson({ paidWei: 2n ** 64n, rows: [1] })).to.equal('{"paidWei":"18446744073709551616","rows":[1]}');
  });

  it("writes chain times in UTC, and never for none", () => {
    expect(formatTime(1_795_305_600)).to.equal("2026-11-22 00:00 UTC");
    expect(formatTime(0)).to.equal("never");
  });

  it("aligns columns by code points", () => {
    const table = formatTable(
      [{ heading: "name" }, { heading: "n", align: "right" }],
      [
        ["é", "10"],
        ["abcde", "7"],
      ],
    );
    expect(table).to.equal("name    n\né      10\nabcde   7");
  });
});
