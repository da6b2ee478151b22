import { expect } from "chai";
import { network } from "hardhat";
import { HDNodeWallet, keccak256, Wallet } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { datasetParams } from "../../../test/utils/datasetParams.ts";
import { type AssayDeployment, deployAssay } from "../../../test/utils/deployAssay.ts";
import { serveRpc } from "../../../test/utils/serveRpc.ts";
import { AssayError } from "../errors.ts";
import { asHex } from "./asHex.ts";
import { connectContracts, type Contracts } from "./contracts.ts";
import { RevertError } from "./decodeRevert.ts";
import { openProvider, type Provider } from "./provider.ts";
import { createSender, type SignedTransaction } from "./sendTransaction.ts";
import { createSpendLimit } from "./spendLimit.ts";

const CHAIN_ID = 31_337;
const POLICY = { pollMs: 5, bumpAfterMs: 40, timeoutMs: 2_000 };

describe("sendTransaction", () => {
  let server: Awaited<ReturnType<typeof serveRpc>>;
  let connection: NetworkConnection;
  let assay: AssayDeployment;
  let provider: Provider;
  let contracts: Contracts;
  let account: Wallet;

  before(async () => {
    connection = await network.create();
    server = await serveRpc(connection);
    const { url } = server;
    assay = await deployAssay(connection);
    provider = await openProvider({ rpcUrl: url, chainId: CHAIN_ID });
    contracts = connectContracts(
      {
        chainId: CHAIN_ID,
        fromBlock: 0,
        contracts: {
          AccessManager: await hexAddress(assay.accessManager),
          PipelineRegistry: await hexAddress(assay.pipelineRegistry),
          Policies: await hexAddress(assay.policies),
          DatasetRegistry: await hexAddress(assay.datasetRegistry),
          Benchmarks: await hexAddress(assay.benchmarks),
          Scores: await hexAddress(assay.scores),
          Currencies: await hexAddress(assay.currencies),
          Market: await hexAddress(assay.market),
          Committee: await hexAddress(assay.committee),
          Reassessments: await hexAddress(assay.reassessments),
          AssayLens: await hexAddress(assay.assayLens),
          BoardLens: await hexAddress(assay.boardLens),
          TokenRenderer: await hexAddress(assay.tokenRenderer),
        },
      },
      provider,
    );
  });

  beforeEach(async () => {
    account = new Wallet(HDNodeWallet.createRandom().privateKey);
    await provider.send("hardhat_setBalance", [account.address, "0x56bc75e2d63100000"]);
  });

  after(async () => {
    provider.destroy();
    await server.close();
    await connection.close();
  });

  const register = (digest: string) =>
    contracts.datasetRegistry.register.populateTransaction(datasetParams(`0x${digest.repeat(32)}`, 100));

  it("sends, and returns the receipt", async () => {
    const signed: SignedTransaction[] = [];
    const sender = createSender({ provider, account, policy: POLICY });
    const receipt = await sender.send(await register("01"), { onSigned: (transaction) => signed.push(transaction) });
    expect(receipt.status).to.equal(1);
    expect(signed.map(({ hash }) => hash)).to.deep.equal([receipt.hash]);
  });

  it("names the custom error and its arguments before anything is sent", async () => {
    const sender = createSender({ provider, account, policy: POLICY });
    const error = await failure(
      sender.send(
        await contracts.datasetRegistry.register.populateTransaction(datasetParams(`0x${"01".repeat(32)}`, 1001)),
      ),
    );
    expect(error).to.be.instanceOf(RevertError);
    expect(error instanceof RevertError && error.revert).to.deep.equal({
      name: "DatasetRegistryRoyaltyTooHigh",
      args: ["royaltyBps=1001", "maxBps=1000"],
    });
    expect(await provider.getTransactionCount(account.address)).to.equal(0);
  });

  it("names an account without funds", async () => {
    await provider.send("hardhat_setBalance", [account.address, "0x1"]);
    const error = await failure(createSender({ provider, account, policy: POLICY }).send(await register("02")));
    expect(error instanceof AssayError && error.code).to.equal("AccountUnfunded");
  });

  it("queues: concurrent calls get successive nonces", async () => {
    const sender = createSender({ provider, account, policy: POLICY });
    const calls = await Promise.all(["03", "04", "05"].map(register));
    const receipts = await Promise.all(calls.map((call) => sender.send(call)));
    expect(receipts.map(({ status }) => status)).to.deep.equal([1, 1, 1]);
    expect(await provider.getTransactionCount(account.address)).to.equal(3);
  });

  it("raises the fees of a stuck transaction, and finds whichever is mined", async () => {
    await provider.send("evm_setAutomine", [false]);
    const signed: SignedTransaction[] = [];
    try {
      const sender = createSender({ provider, account, policy: POLICY });
      const sending = sender.send(await register("06"), { onSigned: (transaction) => signed.push(transaction) });
      await until(() => signed.length === 3);
      await provider.send("evm_mine", []);
      const receipt = await sending;
      expect(signed.map(({ hash }) => hash)).to.include(receipt.hash);
      expect(new Set(signed.map(({ nonce }) => nonce))).to.deep.equal(new Set([0]));
    } finally {
      await provider.send("evm_setAutomine", [true]);
    }
  });

  it("names a transaction whose nonce went to another one, where ethers' wait() hangs", async () => {
    await provider.send("evm_setAutomine", [false]);
    try {
      const sender = createSender({ provider, account, policy: { ...POLICY, bumpAfterMs: 60_000 } });
      let first: SignedTransaction | undefined;
      const sending = failure(sender.send(await register("07"), { onSigned: (transaction) => (first = transaction) }));
      await until(() => first !== undefined);
      const fees = { maxFeePerGas: 90_000_000_000n, maxPriorityFeePerGas: 90_000_000_000n };
      const raw = await account.signTransaction({
        type: 2,
        chainId: CHAIN_ID,
        to: account.address,
        nonce: 0,
        gasLimit: 21_000,
        ...fees,
      });
      await provider.send("eth_sendRawTransaction", [raw]);
      await provider.send("evm_mine", []);
      const error = await sending;
      expect(error instanceof AssayError && error.code).to.equal("TransactionLost");
    } finally {
      await provider.send("evm_setAutomine", [true]);
    }
  });

  it("broadcasts again what an earlier process signed, rather than sending twice", async () => {
    await provider.send("evm_setAutomine", [false]);
    const earlier: SignedTransaction[] = [];
    const stopping = new AbortController();
    const first = createSender({
      provider,
      account,
      policy: { ...POLICY, bumpAfterMs: 60_000 },
      signal: stopping.signal,
    });
    const sending = failure(first.send(await register("08"), { onSigned: (transaction) => earlier.push(transaction) }));
    await until(() => earlier.length === 1);
    stopping.abort();
    expect(await sending.then((error) => error instanceof AssayError && error.code)).to.equal("Aborted");
    await provider.send("hardhat_dropTransaction", [earlier[0]?.hash]);
    await provider.send("evm_setAutomine", [true]);
    const receipt = await createSender({ provider, account, policy: POLICY }).send(await register("08"), { earlier });
    expect(receipt.hash).to.equal(earlier[0]?.hash);
    expect(await provider.getTransactionCount(account.address)).to.equal(1);
  });

  it("repeats what an earlier process sent and the chain reverted, once it no longer would", async () => {
    const data = await register("0b");
    const fees = { maxFeePerGas: 90_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n };
    // Too little gas: mined, without effect.
    const raw = asHex(
      await account.signTransaction({
        type: 2,
        chainId: CHAIN_ID,
        to: data.to,
        data: data.data,
        nonce: 0,
        gasLimit: 60_000,
        ...fees,
      }),
    );
    await provider.send("eth_sendRawTransaction", [raw]).catch(() => undefined);
    const earlier = [{ nonce: 0, hash: asHex(keccak256(raw)), raw }];
    expect((await provider.getTransactionReceipt(earlier[0]?.hash ?? ""))?.status).to.equal(0);
    const receipt = await createSender({ provider, account, policy: POLICY }).send(data, { earlier });
    expect([receipt.status, receipt.hash === earlier[0]?.hash]).to.deep.equal([1, false]);
  });

  it("refuses to spend more than a day's limit, and remembers what it booked", async () => {
    const days = new Map<number, bigint>();
    const ledger = {
      spentOn: (day: number) => days.get(day) ?? 0n,
      add: (day: number, wei: bigint) => void days.set(day, (days.get(day) ?? 0n) + wei),
    };
    let now = 86_400;
    const spendLimit = createSpendLimit({ dailyWei: 10n ** 15n, ledger, now: () => now });
    const sender = createSender({ provider, account, policy: POLICY, spendLimit });
    await sender.send(await register("09"));
    expect((days.get(1) ?? 0n) > 0n).to.equal(true);
    spendLimit.reserve(10n ** 15n - (days.get(1) ?? 0n));
    const error = await failure(sender.send(await register("0a")));
    expect(error instanceof AssayError && error.code).to.equal("SpendLimitReached");
    now += 86_400;
    expect((await sender.send(await register("0a"))).status).to.equal(1);
  });
});

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error,
  );
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function hexAddress(contract: { getAddress(): Promise<string> }): Promise<`0x${string}`> {
  return `0x${(await contract.getAddress()).slice(2)}`;
}
