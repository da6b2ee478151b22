import { expect } from "chai";
import { describe, it } from "mocha";
import { createProgress } from "./progress.ts";

function sink(isTTY: boolean): { isTTY: boolean; text: () => string; write: (text: string) => void } {
  let written = "";
  return { isTTY, text: () => written, write: (text) => (written += text) };
}

describe("createProgress", () => {
  it("prints a start and at most ten plain lines where nobody watches", () => {
    const log = sink(false);
    const progress = createProgress(log, "training", 1000);
    for (let step = 1; step <= 1000; step++) progress.update(step, "loss 1");
    progress.stop();
    const lines = log.text().trimEnd().split("\n");
    expect(lines).to.have.length(11);
    expect(lines[0]).to.equal("training 0/1000");
    expect(lines[10]).to.equal("training 1000/1000 loss 1");
    expect(log.text()).to.not.include("\u001b");
  });

  it("redraws one bar on a terminal and ends its line", () => {
    const terminal = sink(true);
    const progress = createProgress(terminal, "training", 4);
    progress.update(2, "loss 0.5");
    progress.update(4, "loss 0.1");
    progress.stop();
    const frames = terminal.text().split("\r\u001b[2K");
    expect(frames[1]).to.equal(`training ${"█".repeat(15)}${"░".repeat(15)} 2/4 loss 0.5`);
    expect(frames[2]).to.equal(`training ${"█".repeat(30)} 4/4 loss 0.1\n`);
  });
});
