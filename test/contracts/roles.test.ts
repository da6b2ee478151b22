import { expect } from "chai";
import { FunctionFragment } from "ethers";

import { type Caller, createCaller, encodeCall } from "../utils/roles/createCaller.ts";
import { createRolesWorld, PRICE_WEI, ROLES, type RolesWorld, STAKE_WEI } from "../utils/roles/createRolesWorld.ts";
import type { Outcomes, Row } from "../utils/roles/row.ts";
import { rows } from "../utils/roles/rows.ts";

const FOURTEEN_DAYS = 14 * 86_400;
const REFUSED = "AccessManagedUnauthorized";
const NATIVE = "0x0000000000000000000000000000000000000000";
const OWNER_KIND = 0;

const nameOf = ({ contract, fn }: Row): string => `${contract}.${fn}`;

/** Every function that writes; an overloaded one with its arguments. */
function writesOf({ contracts }: RolesWorld): string[] {
  return [...contracts].flatMap(([contract, { interface: abi }]) => {
    const functions = abi.fragments.filter((fragment) => fragment instanceof FunctionFragment);
    const isOverloaded = (name: string): boolean => functions.filter((other) => other.name === name).length > 1;
    return functions
      .filter(({ constant }) => !constant)
      .map((fragment) => `${contract}.${isOverloaded(fragment.name) ? fragment.format() : fragment.name}`);
  });
}

async function pauseEverything({ contracts, guardian }: RolesWorld): Promise<void> {
  for (const contract of contracts.values()) {
    if (!contract.interface.hasFunction("setPaused")) continue;
    const data = contract.interface.encodeFunctionData("setPaused", [true]);
    await guardian.sendTransaction({ to: await contract.getAddress(), data });
  }
}

/** The calls that do not come to what their row says. */
async function deviations(call: Caller, outcomesOf: (row: Row) => Outcomes): Promise<string[]> {
  const wrong: string[] = [];
  for (const row of rows) {
    const outcomes = outcomesOf(row);
    for (const role of ROLES) {
      const expected = outcomes[role] ?? outcomes.others;
      const actual = await call(row, role);
      if (actual !== expected) wrong.push(`${nameOf(row)} by ${role}: ${actual}, not ${expected}`);
    }
  }
  return wrong;
}

describe("every function × role × paused", () => {
  let world: RolesWorld;
  let call: Caller;

  before(async () => {
    world = await createRolesWorld();
    call = await createCaller(world);
  });

  it("has a row for every function that writes, and no other", () => {
    expect(rows.map(nameOf).sort()).to.deep.equal(writesOf(world).sort());
  });

  it("comes to what its row says while nothing is paused", async () => {
    expect(await deviations(call, ({ running }) => running)).to.deep.equal([]);
  });

  it("comes to what its row says while everything is paused", async () => {
    await pauseEverything(world);
    expect(await deviations(call, ({ paused }) => paused)).to.deep.equal([]);
  });
});

describe("a governance delay of 14 days", () => {
  let world: RolesWorld;
  let call: Caller;

  before(async () => {
    world = await createRolesWorld(FOURTEEN_DAYS);
    call = await createCaller(world);
  });

  /** The rows that the AccessManager keeps for a role. */
  const rowsFor = (role: "guardian" | "governor" | "admin"): Row[] =>
    rows.filter(({ running }) => running.others === REFUSED && running[role] !== undefined);

  it("lets the guardian act at once", async () => {
    expect(rowsFor("guardian").length).to.be.greaterThan(0);
    for (const row of rowsFor("guardian")) {
      expect(await call(row, "guardian"), nameOf(row)).to.equal(row.running.guardian);
    }
  });

  it("makes governor and administrator schedule each call and wait", async () => {
    const { accessManager } = world.assay;
    const waiting = (["governor", "admin"] as const).flatMap((role) => rowsFor(role).map((row) => ({ role, row })));
    for (const { role, row } of waiting) {
      expect(await call(row, role), nameOf(row)).to.equal("AccessManagerNotScheduled");
      const { to, data } = await encodeCall(world, row);
      await accessManager.connect(world[role]).schedule(to, data, 0);
    }
    const start = await world.connection.networkHelpers.time.latest();
    await world.connection.networkHelpers.time.increaseTo(start + FOURTEEN_DAYS - 60);
    for (const { role, row } of waiting) {
      expect(await call(row, role), nameOf(row)).to.equal("AccessManagerNotReady");
    }
    await world.connection.networkHelpers.time.increaseTo(start + FOURTEEN_DAYS);
    for (const { role, row } of waiting) {
      expect(await call(row, role), nameOf(row)).to.equal(row.running[role]);
    }
  });
});

describe("while everything is paused", () => {
  it("5: royalties settle, payees withdraw and workers leave with their stake", async () => {
    const world = await createRolesWorld();
    const { market, committee } = world.assay;
    const { provider } = world.connection.ethers;
    await pauseEverything(world);

    await market.settle(NATIVE, []);
    const { amount } = await market.owedOf(1n, NATIVE, OWNER_KIND, 0);
    expect(amount > 0n && amount < PRICE_WEI).to.equal(true);
    await market.connect(world.owner).withdraw(1n, NATIVE, OWNER_KIND, 0, world.addresses.nobody);

    await committee.connect(world.worker).requestExit();
    await world.connection.networkHelpers.time.increase(world.assay.parameters.exitDelaySeconds);
    const before = await provider.getBalance(world.addresses.nobody);
    await committee.connect(world.worker).withdrawStake(world.addresses.nobody);
    expect((await provider.getBalance(world.addresses.nobody)) - before).to.equal(STAKE_WEI);
  });
});
