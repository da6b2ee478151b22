import { AssayError } from "../errors.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { type AccountSession, openAccount } from "./openAccount.ts";
import type { Holding, TokenRef } from "./parse/parseCondition.ts";

/** `ConditionKind` of contracts/types/Condition.sol. */
const KINDS = { allowlist: 0, tokenBalance: 1, multiTokenBalance: 2, licenceHolder: 3, owner: 4 } as const;
const NO_TARGET = "0x0000000000000000000000000000000000000000";
/** `Policies.MAX_CONDITIONS`. */
const MAX_CONDITIONS = 4;

export type PolicyOptions = {
  /** Whether one condition suffices. */
  any?: true;
  memberOf?: readonly number[];
  /** Accounts of a list to be made; true: an empty one. */
  newList?: readonly string[] | true;
  holds?: readonly Holding[];
  holdsId?: readonly Holding[];
  licensed?: readonly number[];
  ownerOf?: readonly TokenRef[];
  /** A contract that decides by itself. */
  foreign?: string;
};

/** @param listId the new list, or null */
export type CreatedPolicy = { policyId: string; listId: number | null; transactionHash: string };

type Condition = { kind: number; target: string; id: bigint; minimum: bigint };

/**
 * Registers a policy, and makes its list first where one is wanted.
 * @throws AssayError `UsageInvalid`, `NotFound`, and `ChainReverted` with the reason of Policies
 */
export async function createPolicy(context: CommandContext, options: PolicyOptions): Promise<CreatedPolicy> {
  checkCount(options);
  using session = await openAccount(context);
  const { policies } = session.contracts;
  if (options.foreign !== undefined) {
    const receipt = await session.send(policies.registerForeign.populateTransaction(options.foreign));
    const policyId = await session.read(() => policies.registerForeign.staticCall(options.foreign ?? NO_TARGET));
    return { policyId, listId: null, transactionHash: receipt.hash };
  }
  const listId = options.newList === undefined ? null : await createList(session, options.newList);
  const conditions = conditionsOf(session, options, listId);
  const joinAll = options.any !== true;
  const receipt = await session.send(policies.register.populateTransaction(joinAll, conditions));
  // A rule that is there already gives no event; its id is the same.
  const policyId = await session.read(() => policies.register.staticCall(joinAll, conditions));
  return { policyId, listId, transactionHash: receipt.hash };
}

function checkCount(options: PolicyOptions): void {
  const { memberOf = [], holds = [], holdsId = [], licensed = [], ownerOf = [] } = options;
  const made = options.newList === undefined ? 0 : 1;
  const count = memberOf.length + made + holds.length + holdsId.length + licensed.length + ownerOf.length;
  const isForeign = options.foreign !== undefined;
  if (isForeign ? count === 0 : count > 0 && count <= MAX_CONDITIONS) return;
  throw new AssayError(
    "UsageInvalid",
    isForeign ? "--foreign goes with no conditions" : `a policy has 1 to 4 conditions, not ${String(count)}`,
    { hint: "assay policy create --help lists the conditions" },
  );
}

async function createList(session: AccountSession, accounts: readonly string[] | true): Promise<number> {
  const { policies } = session.contracts;
  const receipt = await session.send(policies.createAllowlist.populateTransaction());
  const { listId } = eventOf(receipt, policies, policies.getEvent("AllowlistCreated"));
  if (accounts !== true) await session.send(policies.setMembers.populateTransaction(listId, [...accounts], true));
  return Number(listId);
}

function conditionsOf(session: AccountSession, options: PolicyOptions, newListId: number | null): Condition[] {
  const { memberOf = [], holds = [], holdsId = [], licensed = [], ownerOf = [] } = options;
  const lists = newListId === null ? memberOf : [...memberOf, newListId];
  const market = session.deployment.contracts.Market;
  return [
    ...lists.map((id) => ({ kind: KINDS.allowlist, target: NO_TARGET, id: BigInt(id), minimum: 0n })),
    ...holds.map(({ token, minimum }) => ({ kind: KINDS.tokenBalance, target: token, id: 0n, minimum })),
    ...holdsId.map(({ token, id, minimum }) => ({ kind: KINDS.multiTokenBalance, target: token, id, minimum })),
    ...licensed.map((id) => ({ kind: KINDS.licenceHolder, target: market, id: BigInt(id), minimum: 0n })),
    ...ownerOf.map(({ token, id }) => ({ kind: KINDS.owner, target: token, id, minimum: 0n })),
  ];
}
