import { AssayError } from "../errors.ts";
import type { ChainSession } from "./openChain.ts";

/** The endpoint of the first worker on chain that stays. @throws AssayError `NotFound` */
export async function findEndpoint(chain: ChainSession): Promise<string> {
  const { committee } = chain.contracts;
  const count = await chain.read(() => committee.workerCount());
  for (let index = 0n; index < count; index++) {
    const { endpoint, withdrawableAt } = await chain.read(() => committee.workerAt(index));
    if (withdrawableAt === 0n && endpoint !== "") return endpoint;
  }
  throw new AssayError("NotFound", "no worker serves predictions on this network", {
    hint: "name one with --endpoint",
  });
}
