import { createHash } from "node:crypto";

import { expect } from "chai";

import { AssayError } from "../errors.ts";
import { encodeLicence } from "./encodeLicence.ts";

describe("core/encodeLicence", () => {
  it("A-1: writes short expressions as their bytes, padded with zeros", () => {
    expect(encodeLicence("MIT")).to.equal(`0x4d4954${"00".repeat(29)}`);
    const longest = "GPL-2.0-only WITH Classpath-2.0".slice(0, 31);
    expect(encodeLicence(longest)).to.equal(`0x${Buffer.from(longest).toString("hex")}00`);
  });

  it("A-1: writes longer expressions as their SHA-256", () => {
    const expression = "GPL-2.0-or-later WITH Bison-exception-2.2";
    expect(encodeLicence(expression)).to.equal(`0x${createHash("sha256").update(expression).digest("hex")}`);
  });

  it("A-1: takes the SHA-256 of a text as it is", () => {
    const digest = `0x${"0a".repeat(32)}`;
    expect(encodeLicence(digest)).to.equal(digest);
    expect(() => encodeLicence(`0x${"0a".repeat(31)}00`)).to.throw(AssayError);
  });

  it("A-1: refuses a digest that would read as a short expression", () => {
    const unlucky = Array.from({ length: 5000 }, (_, i) => `LicenseRef-of-more-than-31-characters-${String(i)}`).find(
      (text) => createHash("sha256").update(text).digest().at(-1) === 0,
    );
    expect(unlucky).to.be.a("string");
    expect(() => encodeLicence(unlucky ?? ""))
      .to.throw(AssayError)
      .with.property("code", "UsageInvalid");
  });
});
