import type { Contracts } from "../chain/contracts.ts";
import { connectContracts } from "../chain/contracts.ts";
import { decodingReverts, RevertError } from "../chain/decodeRevert.ts";
import { type Deployment, readDeployment } from "../chain/deployment.ts";
import { openProvider, type Provider } from "../chain/provider.ts";
import { type Config, readConfig } from "../config.ts";
import { AssayError } from "../errors.ts";

/** A connection that reads. */
export type ChainSession = Disposable & {
  readonly config: Config;
  readonly deployment: Deployment;
  readonly provider: Provider;
  readonly contracts: Contracts;
  /** Runs a read; a revert becomes an `AssayError`: `NotFound` for an id that does not exist, else `ChainReverted`. */
  read: <T>(call: () => Promise<T>) => Promise<T>;
};

/** Errors that say that an id does not exist. */
const UNKNOWN =
  /^(?:\w+Unknown(?:Version|Dataset|Benchmark|Pipeline|Policy|Allowlist)|PipelineRegistryBadBenchmark|ERC721NonexistentToken|TokenDoesNotExist)$/;

/**
 * Connects to the chain that the home's configuration names.
 * @throws AssayError `ConfigInvalid`, `DeploymentInvalid`, `FileUnreadable`, `RpcUnreachable`, `ChainIdMismatch`
 */
export async function openChain({ home }: { home: string }): Promise<ChainSession> {
  const config = await readConfig(home);
  const deployment = await readDeployment(config.deployment);
  const provider = await openProvider({ rpcUrl: config.rpcUrl, chainId: deployment.chainId });
  return {
    config,
    deployment,
    provider,
    contracts: connectContracts(deployment, provider),
    read: (call) => namingMissing(() => decodingReverts(call)),
    [Symbol.dispose]: () => provider.destroy(),
  };
}

/** Runs a call; a revert that says that an id does not exist becomes `NotFound`. */
export async function namingMissing<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (!(cause instanceof RevertError) || !UNKNOWN.test(cause.revert.name)) throw cause;
    throw new AssayError("NotFound", `${cause.revert.name}(${cause.revert.args.join(", ")})`, {
      hint: "check the id, and that assay.json names the right deployment",
      cause,
    });
  }
}
