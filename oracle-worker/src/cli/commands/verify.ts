import type { AddCommand } from "../addCommand.ts";
import { integerBetween } from "../parse/parseInteger.ts";
import { parseAddress, type ParsedVersion, parseVersion } from "../parse/parseVersion.ts";
import { VERSION_REF } from "../parse/parseVersionRef.ts";
import type { VerifyOptions } from "../verifyVersion.ts";

const parseCount = integerBetween(1, 1000);

export const addVerify: AddCommand = (program, bind) => {
  program
    .command("verify")
    .summary("re-execute parts of a version's training and compare bits")
    .description(
      "Checks a version's training proof: the commitment on chain, the data, the initial weights, the log, every root; then re-executes segments between checkpoints and compares every bit. Works in an empty folder: what --rpc, --gateway and --registry do not say comes from the home, where there is one. Ends with exit code 10 when the training is not what its proof claims, and says at which step and in which tensor.",
    )
    .argument("<version>", `${VERSION_REF}; or its full name, eip155:CHAIN:REGISTRY/ID`, parseVersion)
    .option("--rpc <url>", "JSON-RPC endpoint of the chain (default: the home's)")
    .option("--gateway <url...>", "trustless IPFS gateways, asked in this order (default: the home's)")
    .option(
      "--registry <address>",
      "the PipelineRegistry (default: the full name's, or the home's deployment's)",
      parseAddress,
    )
    .option("--segment <i>", "re-execute the segment that ends at checkpoint i, from 1 on", parseCount)
    .option("--random <n>", "re-execute n segments at random (default: 1)", parseCount)
    .option("--seed <text>", "repeat a random choice")
    .option("--all", "re-execute the whole training")
    .action(
      bind(async (context, version: ParsedVersion, options: VerifyOptions) => {
        const { verifyVersion } = await import("../verifyVersion.ts");
        const { formatVerification } = await import("../formatVerification.ts");
        const { report, failure } = await verifyVersion(context, version, options);
        context.print({ value: report, text: formatVerification(report) });
        if (failure !== undefined) throw failure;
      }),
    );
};
