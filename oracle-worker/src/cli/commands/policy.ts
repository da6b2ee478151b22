import { Argument } from "commander";
import { DATASET_ACTIONS, type DatasetAction, datasetActionIndex } from "../../core/datasetAction.ts";
import type { AddCommand, Bind } from "../addCommand.ts";
import type { PolicyOptions } from "../createPolicy.ts";
import { parseHolding, parseMultiHolding, parseTokenRef } from "../parse/parseCondition.ts";
import { collect, integerBetween, parseDatasetId, parseVersionId } from "../parse/parseInteger.ts";
import { parsePolicyId } from "../parse/parsePolicyId.ts";
import { parseAddress } from "../parse/parseVersion.ts";
import type { Command } from "commander";

const parseListId = integerBetween(1, Number.MAX_SAFE_INTEGER);
const actionArgument = () => new Argument("<action>", "what is asked").choices(DATASET_ACTIONS);

export const addPolicy: AddCommand = (program, bind) => {
  const policy = program
    .command("policy")
    .summary("say who may use datasets")
    .description(
      "Policies say who may train on a dataset, evaluate with it or read it, beside its owner and those with a grant.",
    );
  addCreate(policy, bind);
  addAllow(policy, bind);
  addSet(policy, bind);
  addCheck(policy, bind);
};

function addCreate(policy: Command, bind: Bind): void {
  policy
    .command("create")
    .summary("register a policy")
    .description(
      "Registers a policy of 1 to 4 conditions, all of which must hold; or a contract that decides by itself.",
    )
    .option("--any", "one condition suffices")
    .option("--member-of <list>", "on an allowlist; may be repeated", collect(parseListId))
    .option("--new-list [accounts...]", "on a new allowlist of this account's, with these members; without any: nobody")
    .option(
      "--holds <token=minimum>",
      "ERC-20 or ERC-721 balance, in smallest units; may be repeated",
      collect(parseHolding),
    )
    .option("--holds-id <token/id=minimum>", "ERC-1155 balance; may be repeated", collect(parseMultiHolding))
    .option("--licensed <version>", "unexpired access to a version; may be repeated", collect(parseVersionId))
    .option("--owner-of <token/id>", "owner of an ERC-721 token; may be repeated", collect(parseTokenRef))
    .option("--foreign <address>", "a contract with isAllowed(account, registry, id, action) instead", parseAddress)
    .action(
      bind(async (context, options: PolicyOptions) => {
        const { createPolicy } = await import("../createPolicy.ts");
        const members = options.newList;
        const newList = members === undefined || members === true ? members : members.map(parseAddress);
        const created = await createPolicy(context, { ...options, ...(newList === undefined ? {} : { newList }) });
        const list = created.listId === null ? "" : `, list ${String(created.listId)}`;
        context.print({ value: created, text: `policy ${created.policyId}${list}` });
      }),
    );
}

function addAllow(policy: Command, bind: Bind): void {
  policy
    .command("allow")
    .summary("put accounts on an allowlist, or take them off")
    .description("Changes an allowlist of this account's; every policy that asks it follows at once.")
    .argument("<list>", "allowlist id", parseListId)
    .argument("<accounts...>", "at most 100", collect(parseAddress))
    .option("--remove", "take them off")
    .action(
      bind(async (context, listId: number, accounts: string[], { remove = false }: { remove?: boolean }) => {
        const { openAccount } = await import("../openAccount.ts");
        using session = await openAccount(context);
        const receipt = await session.send(
          session.contracts.policies.setMembers.populateTransaction(listId, accounts, !remove),
        );
        context.print({
          value: { listId, accounts, allowed: !remove, transactionHash: receipt.hash },
          text: `list ${String(listId)}: ${String(accounts.length)} ${remove ? "taken off" : "put on"}`,
        });
      }),
    );
}

function addSet(policy: Command, bind: Bind): void {
  policy
    .command("set")
    .summary("name the policy of a dataset")
    .description(
      "Says who may act on a dataset of this account's from now on. Taking consent to train back stops new versions, never existing ones.",
    )
    .argument("<dataset>", "dataset id", parseDatasetId)
    .addArgument(actionArgument())
    .argument("<policy>", "policy id, or everybody", parsePolicyId)
    .action(
      bind(async (context, datasetId: number, action: DatasetAction, policyId: string) => {
        const { openAccount } = await import("../openAccount.ts");
        using session = await openAccount(context);
        const { datasetRegistry } = session.contracts;
        const receipt = await session.send(
          datasetRegistry.setPolicy.populateTransaction(datasetId, datasetActionIndex(action), policyId),
        );
        context.print({
          value: { datasetId, action, policyId, transactionHash: receipt.hash },
          text: `dataset ${String(datasetId)}: ${action} is for policy ${policyId}`,
        });
      }),
    );
}

function addCheck(policy: Command, bind: Bind): void {
  policy
    .command("check")
    .summary("ask whether an account may act on a dataset")
    .description("Asks the chain whether an account may act on a dataset now: as owner, by a grant, or by the policy.")
    .argument("<dataset>", "dataset id", parseDatasetId)
    .addArgument(actionArgument())
    .argument("<account>", "address", parseAddress)
    .action(
      bind(async (context, datasetId: number, action: DatasetAction, account: string) => {
        const { openChain } = await import("../openChain.ts");
        using chain = await openChain(context);
        const { datasetRegistry } = chain.contracts;
        const index = datasetActionIndex(action);
        const allowed = await chain.read(() => datasetRegistry.isAllowed(account, datasetId, index));
        const policyId = await chain.read(() => datasetRegistry.policyOf(datasetId, index));
        const grant = await chain.read(() => datasetRegistry.grantOf(datasetId, account, index));
        const grantedUntil = Number(grant.expiresAt);
        context.print({
          value: { datasetId, action, account, allowed, policyId, grantedUntil },
          text: `${account} may ${allowed ? "" : "not "}${action} on dataset ${String(datasetId)}`,
        });
      }),
    );
}
