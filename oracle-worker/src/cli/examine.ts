import { readKeyFile } from "../chain/keyFile.ts";
import { type Deployment, readDeployment } from "../chain/deployment.ts";
import { openProvider, type Provider } from "../chain/provider.ts";
import { type Config, readConfig } from "../config.ts";
import { AssayError } from "../errors.ts";
import type { CommandContext } from "./commandContext.ts";
import { formatWei } from "./formatWei.ts";

export type Check = { name: string; isGood: boolean; detail: string };

const GATEWAY_TIMEOUT_MS = 5_000;
/** CIDv1 of the empty raw block: what it answers does not matter, only that it does. */
const EMPTY_CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

/** Runs every check that can be run, one after another. `failure`: the first that went wrong. */
export async function examine(context: CommandContext): Promise<{ checks: Check[]; failure: AssayError | undefined }> {
  const checks: Check[] = [];
  let failure: AssayError | undefined;

  async function check<T>(name: string, job: () => Promise<{ value: T; detail: string }>): Promise<T | undefined> {
    try {
      const { value, detail } = await job();
      checks.push({ name, isGood: true, detail });
      return value;
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      checks.push({ name, isGood: false, detail: `${error.message}; ${error.hint}` });
      failure ??= error;
      return undefined;
    }
  }

  const config = await check("configuration", async () => found(await readConfig(context.home), context.home));
  if (config === undefined) return { checks, failure };
  const key = await check("key", async () => {
    const { address } = await readKeyFile(config.keyFile, config.passwordFile);
    return found(address, address);
  });
  for (const gateway of config.gateways) await check("gateway", () => checkGateway(gateway, context.signal));
  const deployment = await check("deployment", async () =>
    found(await readDeployment(config.deployment), config.deployment),
  );
  if (deployment === undefined) return { checks, failure };
  const provider = await check("chain", () => checkChain(config, deployment));
  if (provider === undefined) return { checks, failure };
  try {
    await check("contracts", () => checkContracts(provider, deployment));
    if (key !== undefined) await check("balance", () => checkBalance(provider, key));
  } finally {
    provider.destroy();
  }
  return { checks, failure };
}

function found<T>(value: T, detail: string): { value: T; detail: string } {
  return { value, detail };
}

async function checkChain({ rpcUrl }: Config, { chainId }: Deployment): Promise<{ value: Provider; detail: string }> {
  const provider = await openProvider({ rpcUrl, chainId });
  return found(provider, `id ${String(chainId)}, block ${String(await provider.getBlockNumber())}`);
}

async function checkContracts(
  provider: Provider,
  { contracts }: Deployment,
): Promise<{ value: number; detail: string }> {
  const named = Object.entries(contracts).filter((entry): entry is [string, `0x${string}`] => entry[1] !== undefined);
  for (const [name, address] of named) {
    if ((await provider.getCode(address)) === "0x") {
      throw new AssayError("DeploymentInvalid", `there is no contract ${name} at ${address}`, {
        hint: "take the deployment.json of this chain",
      });
    }
  }
  return found(named.length, `${String(named.length)} have code`);
}

async function checkGateway(gateway: string, signal: AbortSignal): Promise<{ value: undefined; detail: string }> {
  try {
    await fetch(new URL(`ipfs/${EMPTY_CID}?format=raw`, gateway.endsWith("/") ? gateway : `${gateway}/`), {
      method: "HEAD",
      signal: AbortSignal.any([signal, AbortSignal.timeout(GATEWAY_TIMEOUT_MS)]),
    });
    return found(undefined, gateway);
  } catch (cause) {
    throw new AssayError("ContentUnavailable", `gateway ${gateway} does not answer`, {
      hint: "start it, or name another in assay.json",
      cause,
    });
  }
}

async function checkBalance(provider: Provider, address: string): Promise<{ value: bigint; detail: string }> {
  const balance = await provider.getBalance(address);
  if (balance > 0n) return found(balance, formatWei(balance));
  throw new AssayError("AccountUnfunded", `${address} holds nothing`, {
    hint: "send it some of the chain's native coin",
  });
}
