import type { AddCommand } from "../addCommand.ts";
import { formatWei } from "../formatWei.ts";

export const addAccount: AddCommand = (program, bind) => {
  program
    .command("account")
    .summary("show the home's account and its balance")
    .description(
      "Shows the address of the home's key, what it holds, and the fees that wait for it as a worker or requester.",
    )
    .action(
      bind(async (context) => {
        const { openAccount } = await import("../openAccount.ts");
        using session = await openAccount(context);
        const { address, provider, deployment, contracts } = session;
        const balanceWei = await provider.getBalance(address);
        const creditWei = await session.read(
          async () => (await contracts.scores.creditOf(address)) + (await contracts.committee.creditOf(address)),
        );
        context.print({
          value: { address, chainId: deployment.chainId, balanceWei, creditWei },
          text: `account  ${address}\nchain    ${String(deployment.chainId)}\nbalance  ${formatWei(balanceWei)}\ncredit   ${formatWei(creditWei)}`,
        });
      }),
    );
};
