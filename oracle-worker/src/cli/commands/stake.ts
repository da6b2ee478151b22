import type { AddCommand } from "../addCommand.ts";
import { formatWei } from "../formatWei.ts";
import { parseWei } from "../parse/parseWei.ts";

export const addStake: AddCommand = (program, bind) => {
  program
    .command("stake")
    .summary("join the committee as a worker")
    .description("Stakes for the home's account, once it is admitted, and names the endpoint where its worker serves.")
    .requiredOption("--endpoint <url>", "HTTP origin of the worker")
    .option("--amount <amount>", "stake (default: the least)", parseWei)
    .action(
      bind(async (context, options: { endpoint: string; amount?: bigint }) => {
        const { openAccount } = await import("../openAccount.ts");
        const { eventOf } = await import("../eventOf.ts");
        using session = await openAccount(context);
        const { committee } = session.contracts;
        const value = options.amount ?? (await session.read(() => committee.minStakeWei()));
        const receipt = await session.send(committee.stake.populateTransaction(options.endpoint, { value }));
        const { index, stakeWei } = eventOf(receipt, committee, committee.getEvent("WorkerStaked"));
        context.print({
          value: { index: Number(index), stakeWei, endpoint: options.endpoint, transactionHash: receipt.hash },
          text: `worker ${String(index)} with ${formatWei(stakeWei)} at ${options.endpoint}`,
        });
      }),
    );
};
