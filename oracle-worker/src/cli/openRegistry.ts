import { access } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asHex } from "../chain/asHex.ts";
import { connectRegistries } from "../chain/connectRegistries.ts";
import type { Contracts } from "../chain/contracts.ts";
import { decodingReverts } from "../chain/decodeRevert.ts";
import { readDeployment } from "../chain/deployment.ts";
import { openProvider } from "../chain/provider.ts";
import type { VersionName } from "../chain/versionName.ts";
import { configPath, readConfig } from "../config.ts";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { namingMissing } from "./openChain.ts";
import type { ParsedVersion } from "./parse/parseVersion.ts";
import { resolveVersion } from "./resolveVersion.ts";

/** What a version is asked from. What is absent comes from the home; an empty folder has none. */
export type RegistryOptions = {
  rpc?: string | undefined;
  gateway?: string[] | undefined;
  registry?: Hex | undefined;
};

/** The registries, read only, and where content is. */
export type RegistrySession = Disposable & {
  readonly name: VersionName;
  readonly contracts: Pick<Contracts, "pipelineRegistry" | "datasetRegistry">;
  read: <T>(call: () => Promise<T>) => Promise<T>;
  /** Without a home, the store is a directory that does not exist: what is fetched is not kept. */
  readonly content: { store: string; gateways: readonly string[] };
};

/**
 * Connects to the registry of a version. Neither home nor key nor deployment file is needed where the options, or the
 * version's full name, say enough: every other contract is asked from the registry.
 * @throws AssayError `UsageInvalid` naming the option that is missing, `NotFound` when no registry is there, and those
 * of configuration and RPC
 */
export async function openRegistry(
  home: string,
  version: ParsedVersion,
  options: RegistryOptions,
): Promise<RegistrySession> {
  if (version.registry !== undefined && options.registry !== undefined && version.registry !== options.registry)
    throw ambiguous(version.registry, options.registry);
  const defaults = await readDefaults(home, version, options);
  const registry = version.registry ?? options.registry ?? defaults.registry;
  const rpcUrl = options.rpc ?? defaults.rpcUrl;
  const gateways = options.gateway ?? defaults.gateways;
  if (rpcUrl === undefined) throw missing("no --rpc");
  if (registry === undefined) throw missing("neither --registry nor the version's full name");
  if (gateways === undefined) throw missing("no --gateway");
  const provider = await openProvider({ rpcUrl, chainId: version.chainId ?? defaults.chainId });
  try {
    if ((await provider.getCode(registry)) === "0x") throw noRegistry(registry);
    const { chainId } = await provider.getNetwork();
    const contracts = await decodingReverts(() => connectRegistries(registry, provider));
    const read: RegistrySession["read"] = (call) => namingMissing(() => decodingReverts(call));
    const versionId = await resolveVersion({ contracts, read }, version.ref);
    return {
      name: { chainId: Number(chainId), registry, versionId },
      contracts,
      read,
      content: { store: defaults.store ?? join(tmpdir(), "assay-verify"), gateways },
      [Symbol.dispose]: () => provider.destroy(),
    };
  } catch (cause) {
    provider.destroy();
    throw cause;
  }
}

type Defaults = { rpcUrl?: string; registry?: Hex; chainId?: number; gateways?: readonly string[]; store?: string };

/** The home's, where there is one; its chain counts only together with its registry. */
async function readDefaults(home: string, version: ParsedVersion, options: RegistryOptions): Promise<Defaults> {
  const hasHome = await access(configPath(home)).then(
    () => true,
    () => false,
  );
  if (!hasHome) return {};
  const { rpcUrl, gateways, store, deployment } = await readConfig(home);
  const own = { rpcUrl, gateways, store };
  if ((version.registry ?? options.registry) !== undefined) return own;
  const { chainId, contracts } = await readDeployment(deployment);
  return { ...own, registry: asHex(contracts.PipelineRegistry), chainId };
}

function missing(what: string): AssayError {
  return new AssayError("UsageInvalid", `there is no assay.json here, and ${what} is given`, {
    hint: "give the version's full name, --rpc and --gateway, or name a home with --home",
  });
}

function ambiguous(named: Hex, given: Hex): AssayError {
  return new AssayError("UsageInvalid", `the version is of the registry ${named}, --registry is ${given}`, {
    hint: "leave --registry out where the version's full name is given",
  });
}

function noRegistry(registry: Hex): AssayError {
  return new AssayError("NotFound", `there is no contract at ${registry} on this chain`, {
    hint: "check the registry's address, and that the RPC serves its chain",
  });
}
