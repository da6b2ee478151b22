import { expect } from "chai";
import { encodeReport, quorumOf, signReport, type SignedReport } from "../../devnet/don/donReport.ts";
import { createDonNodes } from "../../devnet/don/donNode.ts";
import { readOracleRequest, type OracleRequest } from "../../devnet/don/oracleRequest.ts";
import { runScript, type ScriptOutcome } from "../../devnet/don/runScript.ts";
import { createDonFixture, type DonFixture, SCRIPT, TOTAL } from "./donFixture.ts";

const PENDING = 1n;
const REPORTED = 2n;
const FAILED = 3n;
const FAILURE_SCRIPT = 1n;
const FAILURE_MALFORMED = 2n;
const FAILURE_OUT_OF_RANGE = 3n;

describe("A Functions network of four nodes over Chainlink's own contracts", () => {
  let fixture: DonFixture;

  beforeEach(async () => {
    fixture = await createDonFixture();
  });

  afterEach(() => fixture.close());

  it("reports the score that the metrics file claims", async () => {
    const { source, scores, don, events } = fixture;
    const versionId = await fixture.registerVersion({ correct: 93, total: 100 });
    const asked = await (await source.requestReport(versionId, SCRIPT)).wait();
    fixture.start();
    await fixture.waitForState(versionId, REPORTED);

    const report = await scores.reportOf(versionId);
    expect(report.correct).to.equal(93n);
    expect(report.source).to.equal(await source.getAddress());
    expect((await source.lastErrorOf(versionId)).failure).to.equal(0n);

    const [billed] = await don.coordinator.queryFilter(don.coordinator.filters.RequestBilled);
    const callbackGas = (billed?.args.callbackCostJuels ?? 0n) / (billed?.args.juelsPerGas ?? 1n);
    const transmitGas = events.flatMap((event) => (event.kind === "answered" ? [event.gasUsed] : []))[0];
    console.log(
      `      gas: request ${String(asked?.gasUsed)}, transmit ${String(transmitGas)}, of it our callback ${String(callbackGas)}`,
    );
    expect(callbackGas).to.be.lessThan(300_000n);
  });

  it("keeps a script's error as a state, and lets the owner ask again", async () => {
    const { source, networkHelpers } = fixture;
    const versionId = await fixture.registerManifest(`0x${"ab".repeat(32)}`);
    fixture.start();
    await source.requestReport(versionId, SCRIPT);
    await fixture.waitForState(versionId, FAILED);
    expect(await source.lastErrorOf(versionId)).to.deep.equal([FAILURE_SCRIPT, "NOT_FOUND"]);

    await networkHelpers.time.increase(600);
    await source.requestReport(versionId, SCRIPT);
    expect((await source.lastErrorOf(versionId)).failure).to.equal(0n);
    await fixture.waitForState(versionId, FAILED);
  });

  it("refuses a claim that is not about the benchmark's total", async () => {
    const versionId = await fixture.registerVersion({ correct: 93, total: 99 });
    fixture.start();
    await fixture.source.requestReport(versionId, SCRIPT);
    await fixture.waitForState(versionId, FAILED);
    expect(await fixture.source.lastErrorOf(versionId)).to.deep.equal([FAILURE_SCRIPT, "OUT_OF_RANGE"]);
  });

  it("outvotes one node that lies", async () => {
    const versionId = await fixture.registerVersion({ correct: 60, total: 100 });
    await fixture.source.requestReport(versionId, SCRIPT);
    fixture.start((source, args, node) =>
      node === 0 ? Promise.resolve(responseOf(versionId, TOTAL, TOTAL)) : runScript(source, args),
    );
    await fixture.waitForState(versionId, REPORTED);
    expect((await fixture.scores.reportOf(versionId)).correct).to.equal(60n);
  });

  it("answers what was asked while it was down, and nothing twice after a restart", async () => {
    const { source, don } = fixture;
    const first = await fixture.registerVersion();
    await source.requestReport(first, SCRIPT);
    const before = fixture.start();
    await fixture.waitForState(first, REPORTED);
    await before.stop();

    const second = await fixture.registerVersion({ correct: 94, total: 100 });
    await source.requestReport(second, SCRIPT);
    fixture.start();
    await fixture.waitForState(second, REPORTED);
    const answers = await don.coordinator.queryFilter(don.coordinator.filters.OracleResponse);
    expect(answers.map(({ args }) => args.requestId)).to.deep.equal([
      (await source.requestOf(first)).requestId,
      (await source.requestOf(second)).requestId,
    ]);
    expect(await don.coordinator.queryFilter(don.coordinator.filters.Transmitted)).to.have.length(2);
  });

  it("serves requests one after another over JSON-RPC", async () => {
    const counts = [51, 72, 93];
    for (const correct of counts) {
      const versionId = await fixture.registerVersion({ correct, total: 100 });
      await fixture.source.requestReport(versionId, SCRIPT);
    }
    fixture.start(undefined, await fixture.serveChain());
    for (const [index, correct] of counts.entries()) {
      const versionId = BigInt(index + 1);
      await fixture.waitForState(versionId, REPORTED);
      expect((await fixture.scores.reportOf(versionId)).correct).to.equal(BigInt(correct));
    }
  });

  describe("against forged and late reports", () => {
    let request: OracleRequest;
    let versionId: bigint;

    beforeEach(async () => {
      versionId = await fixture.registerVersion();
      request = await ask(versionId);
    });

    it("refuses signatures of strangers", async () => {
      const strangers = createDonNodes();
      await expect(transmit(await sign(responseOf(versionId, 93n, TOTAL), strangers.slice(0, 3))))
        .to.be.revertedWithCustomError(fixture.don.coordinator, "ReportInvalid")
        .withArgs("address not authorized to sign");
    });

    it("refuses one signature fewer and one more than the quorum", async () => {
      for (const count of [2, 4]) {
        await expect(transmit(await sign(responseOf(versionId, 93n, TOTAL), fixture.nodes.slice(0, count))))
          .to.be.revertedWithCustomError(fixture.don.coordinator, "ReportInvalid")
          .withArgs("wrong number of signatures");
      }
    });

    it("refuses one node's signature counted twice", async () => {
      const [node] = fixture.nodes;
      if (!node) throw new Error("no nodes");
      await expect(transmit(await sign(responseOf(versionId, 93n, TOTAL), [node, node, node])))
        .to.be.revertedWithCustomError(fixture.don.coordinator, "ReportInvalid")
        .withArgs("non-unique signature");
    });

    it("refuses a report that was changed after it was signed", async () => {
      const signed = await sign(responseOf(versionId, 1n, TOTAL));
      const changed = encodeReport(request, responseOf(versionId, 99n, TOTAL));
      await expect(transmit({ ...signed, report: changed })).to.be.revertedWithCustomError(
        fixture.don.coordinator,
        "ReportInvalid",
      );
      expect((await fixture.source.requestOf(versionId)).request.state).to.equal(PENDING);
    });

    it("takes the first answer only", async () => {
      await transmit(await sign(responseOf(versionId, 93n, TOTAL)));
      await transmit(await sign(responseOf(versionId, 94n, TOTAL)));
      expect((await fixture.scores.reportOf(versionId)).correct).to.equal(93n);
    });

    it("ignores the answer to a replaced request", async () => {
      await fixture.networkHelpers.time.increase(600);
      const replacement = await ask(versionId);
      await expect(transmit(await sign(responseOf(versionId, 93n, TOTAL))))
        .to.emit(fixture.source, "AnswerIgnored")
        .withArgs(request.requestId);
      expect((await fixture.source.requestOf(versionId)).requestId).to.equal(replacement.requestId);
      expect((await fixture.source.requestOf(versionId)).request.state).to.equal(PENDING);
    });

    it("keeps an answer about another version or out of range as a state", async () => {
      await transmit(await sign(responseOf(versionId + 1n, 93n, TOTAL)));
      expect(await fixture.source.lastErrorOf(versionId)).to.deep.equal([FAILURE_MALFORMED, ""]);

      await fixture.networkHelpers.time.increase(600);
      request = await ask(versionId);
      await transmit(await sign(responseOf(versionId, TOTAL + 1n, TOTAL)));
      expect(await fixture.source.lastErrorOf(versionId)).to.deep.equal([FAILURE_OUT_OF_RANGE, ""]);
    });

    async function sign(
      outcome: ScriptOutcome,
      signers = fixture.nodes.slice(0, quorumOf(4, 1)),
    ): Promise<SignedReport> {
      const { configDigest } = await fixture.don.coordinator.latestConfigDetails();
      return signReport(encodeReport(request, outcome), configDigest, signers);
    }
  });

  /** Asks for a report and reads what the nodes are told. */
  async function ask(versionId: bigint): Promise<OracleRequest> {
    const { coordinator } = fixture.don;
    const receipt = await (await fixture.source.requestReport(versionId, SCRIPT)).wait();
    const [event] = await coordinator.queryFilter(
      coordinator.filters.OracleRequest,
      receipt?.blockNumber,
      receipt?.blockNumber,
    );
    if (!event) throw new Error("the coordinator was not asked");
    return readOracleRequest(event.args);
  }

  async function transmit({ context, report, rs, ss, rawVs }: SignedReport) {
    const [node] = fixture.nodes;
    if (!node) throw new Error("no nodes");
    const sender = node.transmitter.connect(fixture.ethers.provider);
    return fixture.don.coordinator.connect(sender).transmit(context, report, rs, ss, rawVs, { gasLimit: 3_000_000 });
  }

  function responseOf(versionId: bigint, correct: bigint, total: bigint): ScriptOutcome {
    const bytes = fixture.ethers.AbiCoder.defaultAbiCoder().encode(
      ["uint256", "uint256", "uint256"],
      [versionId, correct, total],
    );
    return { kind: "response", bytes };
  }
});
