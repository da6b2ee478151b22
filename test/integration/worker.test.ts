import { join } from "node:path";
import { expect } from "chai";
import { HDNodeWallet, ZeroAddress } from "ethers";
import { SiweMessage } from "siwe";
import { z } from "zod";
import { readConfig } from "../../oracle-worker/src/config.ts";
import { decodeItems } from "../../oracle-worker/src/core/scoreItem.ts";
import { fromHex } from "../../oracle-worker/src/core/sha256.ts";
import { lockHome } from "../../oracle-worker/src/journal/lockHome.ts";
import { createLogger } from "../../oracle-worker/src/logger.ts";
import { type RunningWorker, startWorker } from "../../oracle-worker/src/main.ts";
import { codeOf } from "../utils/codeOf.ts";
import {
  createWorkerWorld,
  EPOCH_SECONDS,
  type PublishedRun,
  until,
  WINDOW_SECONDS,
  type WorkerWorld,
} from "./workerWorld.ts";

const NonceSchema = z.strictObject({ nonce: z.string() });
const AnswerSchema = z.strictObject({ versionId: z.int(), predictions: z.array(z.string()) });

describe("three workers", () => {
  let world: WorkerWorld;
  let workers: RunningWorker[];
  let first: PublishedRun;
  const lines: string[] = [];

  before(async () => {
    world = await createWorkerWorld({ workers: 3, quorum: 2 });
    const logger = createLogger({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    workers = await Promise.all(world.homes.map(async ({ home }) => startWorker(await readConfig(home), { logger })));
  });

  /** Lets the members of allowlist 1 use a version. */
  async function restrictUse(versionId: number): Promise<void> {
    const { policies, market } = world.assay;
    const condition = { kind: 0, target: ZeroAddress, id: 1, minimum: 0 };
    await policies.connect(world.contributor).createAllowlist();
    const policyId = await policies.register.staticCall(false, [condition]);
    await policies.register(false, [condition]);
    await market.connect(world.contributor).setUsePolicy(versionId, policyId);
  }

  after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await world.close();
  });

  it("C-3, C-6: score a version, submit one batch, and settle it after the window", async () => {
    first = await world.publish({ userSeed: 1 });
    await restrictUse(first.versionId);
    const { epoch } = await world.request(first.versionId);
    await world.advance(EPOCH_SECONDS);
    await until("a batch is submitted", async () => (await world.reports()).submitted.length === 1);
    const [batch] = (await world.reports()).submitted;
    expect(Number(batch?.args.epoch)).to.equal(epoch);
    const [item] = decodeItems(fromHex(batch?.args.items ?? ""));
    expect(item).to.deep.include({
      versionId: first.versionId,
      holder: 0,
      newlyRight: 0,
      newlyWrong: 0,
      parentRight: 0,
    });
    await world.advance(WINDOW_SECONDS);
    await until("the batch is settled", async () => (await world.reports()).settled.length === 1);
    const score = await world.assay.scores.scoreOf(first.versionId);
    expect(Number(score.correct)).to.equal(item?.correct);
    expect(await world.assay.scores.recordOf(1)).to.equal(BigInt(first.versionId));
  });

  it("W-1: tells its health, readiness and metrics", async () => {
    const get = async (path: string) => fetch(`${workers[0]?.url}${path}`);
    expect(await (await get("/healthz")).json()).to.deep.equal({ healthy: true });
    expect(await (await get("/readyz")).json()).to.include({ ready: true });
    expect(await (await get("/metrics")).text()).to.include("assay_finalized_block");
    expect(await (await get("/metrics")).text()).to.include(
      'assay_http_requests_total{route="/healthz",status="200"} 1',
    );
    expect((await get("/elsewhere")).status).to.equal(404);
  });

  it("W-2: serves its attestation of a batch, and 404 for another", async () => {
    const [batch] = (await world.reports()).submitted;
    const epoch = String(batch?.args.epoch);
    const served = await (await fetch(`${workers[1]?.url}/attestations/1/${epoch}`)).json();
    expect(served).to.have.all.keys("header", "items", "worker", "tag", "r", "vs");
    expect(served).to.deep.include({ worker: 1, items: batch?.args.items });
    expect((await fetch(`${workers[1]?.url}/attestations/1/1`)).status).to.equal(404);
    expect((await fetch(`${workers[1]?.url}/attestations/x/1`)).status).to.equal(404);
  });

  describe("W-3: inference", () => {
    let buyer: HDNodeWallet;
    let url: string;

    async function setMember(account: string, isMember: boolean): Promise<void> {
      await world.assay.policies.connect(world.contributor).setMembers(1, [account], isMember);
    }

    async function buyFor(account: string): Promise<void> {
      const { market } = world.assay;
      const { price } = await market.quote(first.versionId, 1, ZeroAddress);
      await market.connect(world.buyer).buy(first.versionId, 1, account, price, 0, 2 ** 39, { value: price });
    }

    before(async () => {
      buyer = HDNodeWallet.createRandom();
      url = workers[0]?.url ?? "";
      const { market } = world.assay;
      const terms = {
        manual: false,
        listed: true,
        staleAtFloor: false,
        inUsd: false,
        currency: 0,
        exponent: 1,
        floorNano: 1_000,
        capNano: 9_000,
        manualNano: 1_000,
      };
      await market.connect(world.contributor).setPriceTerms(first.versionId, terms);
      await setMember(buyer.address, true);
      await buyFor(buyer.address);
    });

    type Changes = { domain?: string; chainId?: number; nonce?: string; resources?: string[]; expirationTime?: string };

    async function signIn(
      account: HDNodeWallet,
      changes: Changes = {},
    ): Promise<{ message: string; signature: string }> {
      const { nonce } = NonceSchema.parse(await (await fetch(`${url}/nonce`)).json());
      const message = new SiweMessage({
        domain: new URL(url).host,
        address: account.address,
        uri: url,
        version: "1",
        chainId: 31_337,
        nonce,
        resources: [`assay:version:${first.versionId}`],
        ...changes,
      }).prepareMessage();
      return { message, signature: await account.signMessage(message) };
    }

    async function infer(body: object): Promise<Response> {
      const headers = { "content-type": "application/json" };
      return fetch(`${url}/infer`, {
        method: "POST",
        headers,
        body: JSON.stringify({ versionId: first.versionId, inputs: ["an offer"], ...body }),
      });
    }

    it("answers a buyer", async () => {
      const response = await infer({
        ...(await signIn(buyer)),
        inputs: ["train offer number 1", "train meeting number 2"],
      });
      expect(response.status).to.equal(200);
      const answer = AnswerSchema.parse(await response.json());
      expect(answer.versionId).to.equal(first.versionId);
      expect(answer.predictions).to.have.length(2);
      expect(["ham", "spam"]).to.include.members(answer.predictions);
    });

    it("refuses a message that is used, foreign, for elsewhere, expired or not EIP-4361: 401", async () => {
      const used = await signIn(buyer);
      await infer(used);
      const other = HDNodeWallet.createRandom();
      const forged = { message: (await signIn(buyer)).message, signature: (await signIn(other)).signature };
      const bad = [
        used,
        forged,
        await signIn(buyer, { domain: "example.org" }),
        await signIn(buyer, { chainId: 1 }),
        await signIn(buyer, { nonce: "0123456789abcdef" }),
        await signIn(buyer, { resources: ["assay:version:99"] }),
        await signIn(buyer, { expirationTime: "2020-01-01T00:00:00.000Z" }),
        { message: "let me in", signature: "0x" },
      ];
      for (const [i, body] of bad.entries()) expect((await infer(body)).status, `message ${i}`).to.equal(401);
    });

    it("spends a nonce once, even for two requests at the same time", async () => {
      const body = await signIn(buyer);
      const statuses = (await Promise.all([infer(body), infer(body)])).map(({ status }) => status);
      expect(statuses.toSorted()).to.deep.equal([200, 401]);
    });

    it("refuses without access: 403, an unknown version: 404", async () => {
      expect((await infer(await signIn(HDNodeWallet.createRandom()))).status).to.equal(403);
      const unknown = { ...(await signIn(buyer, { resources: ["assay:version:77"] })), versionId: 77 };
      expect((await infer(unknown)).status).to.equal(404);
    });

    it("refuses who has bought, but is not allowed by the owner's policy any more: 403", async () => {
      const former = HDNodeWallet.createRandom();
      await setMember(former.address, true);
      await buyFor(former.address);
      expect((await infer(await signIn(former))).status).to.equal(200);
      await setMember(former.address, false);
      expect(await world.assay.market.hasAccess(first.versionId, former.address)).to.equal(true);
      const response = await infer(await signIn(former));
      expect(response.status).to.equal(403);
      expect(await response.text()).to.include("the owner's policy does not allow");
    });

    it("refuses more than 64 KiB or 64 inputs: 413, and malformed bodies: 400", async () => {
      const good = await signIn(buyer);
      expect((await infer({ ...good, inputs: ["x".repeat(66_000)] })).status).to.equal(413);
      expect((await infer({ ...good, inputs: Array(65).fill("x") })).status).to.equal(413);
      expect((await infer({ ...good, inputs: [] })).status).to.equal(400);
      expect((await infer({ ...good, inputs: [1] })).status).to.equal(400);
      expect((await fetch(`${url}/infer`, { method: "POST", body: "{" })).status).to.equal(400);
    });
  });

  // A describe of its own: mocha runs the tests of a suite before its inner suites.
  describe("life and death", () => {
    it("keeps a home to one worker, and names a port that is taken", async () => {
      const [home] = world.homes;
      const config = await readConfig(home?.home ?? "");
      expect(await codeOf(startWorker(config))).to.equal("HomeInUse");
      const free = { ...config, home: join(world.directory, "elsewhere") };
      expect(await codeOf(startWorker(free, { logger: createLogger({ level: "error" }) }))).to.equal("PortTaken");
      // What failed to start has let go of its home.
      lockHome(free.home)();
    });

    it("never writes a key", () => {
      for (const { wallet } of world.homes) {
        expect(lines.some((line) => line.includes(wallet.privateKey.slice(2)))).to.equal(false);
      }
    });

    it("stops at once, and leaves neither lock nor port", async () => {
      const [home] = world.homes;
      const [worker] = workers;
      await worker?.stop();
      await worker?.stop();
      lockHome(home?.home ?? "")();
      const again = await startWorker(await readConfig(home?.home ?? ""), { logger: createLogger({ level: "error" }) });
      expect(again.url).to.equal(worker?.url);
      await again.stop();
    });
  });
});
