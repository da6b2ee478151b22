import { expect } from "chai";
import { describe, it } from "mocha";
import { formatCsv } from "./formatCsv.ts";

const one = (name: string): string => formatCsv(["name"], [{ name }]).split("\r\n")[1] ?? "";

describe("formatCsv", () => {
  it("writes a header and raw units, CRLF after every line", () => {
    const rows = [{ wei: 2n ** 70n, rank: 1, stale: false, name: "a" }];
    expect(formatCsv(["rank", "wei", "stale", "name"], rows)).to.equal(
      "rank,wei,stale,name\r\n1,1180591620717411303424,false,a\r\n",
    );
    expect(formatCsv(["rank"], [])).to.equal("rank\r\n");
  });

  it("quotes commas, quotes and line feeds", () => {
    expect(one("a,b")).to.equal('"a,b"');
    expect(one('say "hi"')).to.equal('"say ""hi"""');
    expect(one("a\nb")).to.equal('"a\nb"');
  });

  it("leaves a spreadsheet nothing to run", () => {
    for (const start of ["=", "+", "-", "@", "＝"]) expect(one(`${start}1+1`)).to.equal(`'${start}1+1`);
    expect(one('=HYPERLINK("http://x","y")')).to.equal(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(one("\t=1")).to.equal("'\\u0009=1");
    expect(one("\r=1")).to.equal("'\\u000d=1");
  });

  it("writes control characters so that they can be seen", () => {
    expect(one("a\u001b[2Jb\u202e")).to.equal("a\\u001b[2Jb\\u202e");
  });
});
