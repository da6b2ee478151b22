import { dataSlice, type ErrorFragment, Interface, isHexString } from "ethers";
import { artifacts } from "hardhat";

import type { Role, RolesWorld } from "./createRolesWorld.ts";
import type { Row } from "./row.ts";

/** Makes a row's call by a role, without sending it: `ok`, or the name of the error that it reverts with. */
export type Caller = (row: Row, role: Role) => Promise<string>;

export async function createCaller(world: RolesWorld): Promise<Caller> {
  const errorNames = await readErrorNames();
  return async (row, role) => {
    const { to, data } = await encodeCall(world, row);
    const value = `0x${row.valueWei.toString(16)}`;
    const transaction = { from: world.addresses[role], to, data, value };
    try {
      await world.connection.provider.request({ method: "eth_call", params: [transaction, "latest"] });
      return "ok";
    } catch (error) {
      const reverted = revertData(error);
      if (reverted === undefined) throw error;
      return errorNames.get(dataSlice(reverted, 0, 4)) ?? reverted;
    }
  };
}

export async function encodeCall(
  world: RolesWorld,
  { contract, fn, args }: Row,
): Promise<{ to: string; data: string }> {
  const target = world.contracts.get(contract);
  if (!target) throw new Error(`${contract} is not deployed`);
  return { to: await target.getAddress(), data: target.interface.encodeFunctionData(fn, args(world)) };
}

/** Names of the custom errors of every contract, ours and others', by selector. */
async function readErrorNames(): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const contract of await artifacts.getAllFullyQualifiedNames()) {
    const { abi } = await artifacts.readArtifact(contract);
    new Interface(abi).forEachError(({ selector, name }: ErrorFragment) => names.set(selector, name));
  }
  return names;
}

function revertData(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const data: unknown = "data" in cause ? cause.data : undefined;
    if (isHexString(data)) return data;
  }
  return undefined;
}
