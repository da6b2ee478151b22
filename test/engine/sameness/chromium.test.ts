import { expect } from "chai";
import { skip } from "../../utils/skip.ts";
import { EXPECTED } from "./expectedHashes.ts";
import type { GptName } from "./gptModels.ts";
import { servePage } from "./servePage.ts";
import { findChromium, startChromium } from "./startChromium.ts";

const RUN_LIMIT_MS = 180_000;
const RUNS: readonly { readonly model: GptName; readonly threads: number; readonly where: string }[] = [
  { model: "S", threads: 1, where: "in the page" },
  { model: "S", threads: 2, where: "in a worker" },
  { model: "tiny", threads: 3, where: "in a worker" },
];

describe("A GPT trained in Chromium ends in the same state", () => {
  for (const { model, threads, where } of RUNS) {
    it(`${model}, threads: ${threads}, ${where}`, async function () {
      this.timeout(RUN_LIMIT_MS);
      const chromium = findChromium();
      if (chromium === null) return skip(this, "no Chromium or Chrome is on PATH or at CHROME_PATH");
      const { steps, hash } = EXPECTED[model];
      const page = await servePage();
      const job = encodeURIComponent(JSON.stringify({ model, steps, threads }));
      const browser = startChromium(chromium, `${page.address}#${job}`);
      const timer = setTimeout(() => void browser.stop(), RUN_LIMIT_MS - 10_000);
      try {
        expect(await Promise.race([page.result, browser.failed])).to.have.property("hash", hash);
      } finally {
        clearTimeout(timer);
        await browser.stop();
        page.close();
      }
    });
  }
});
