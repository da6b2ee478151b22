import { ZeroHash } from "ethers";

/** What `mint` takes for a pipeline that states no licence and has no name. */
export const UNNAMED = { licence: ZeroHash, name: "" };
