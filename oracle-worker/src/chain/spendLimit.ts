import { formatEther } from "ethers";
import { AssayError } from "../errors.ts";

const DAY_SECONDS = 86_400;

/** Where spending is remembered. The worker's is its journal, so that a restart does not forget. */
export type SpendLedger = {
  /** wei committed on a day (days since 1970) */
  spentOn(day: number): bigint;
  add(day: number, wei: bigint): void;
};

/** What an account may spend in a day of 86,400 seconds. */
export type SpendLimit = {
  /** Books `wei` before it is sent. @throws AssayError `SpendLimitReached` */
  reserve(wei: bigint): void;
  /** Takes back what a mined transaction did not use of its reservation. */
  release(wei: bigint): void;
};

/** @param now time in seconds; the worker gives chain time */
export function createSpendLimit(options: { dailyWei: bigint; ledger: SpendLedger; now: () => number }): SpendLimit {
  const { dailyWei, ledger, now } = options;
  const today = () => Math.floor(now() / DAY_SECONDS);
  return {
    reserve(wei) {
      const day = today();
      const spent = ledger.spentOn(day);
      if (spent + wei > dailyWei) {
        throw new AssayError(
          "SpendLimitReached",
          `sending this could cost ${formatEther(wei)}, and ${formatEther(spent)} of today's ${formatEther(dailyWei)} are spent`,
          { hint: "wait until tomorrow, or raise worker.dailySpendGwei in assay.json" },
        );
      }
      ledger.add(day, wei);
    },
    release(wei) {
      const day = today();
      const spent = ledger.spentOn(day);
      // Over midnight the reservation was another day's: nothing of today's is given away.
      ledger.add(day, -(wei < spent ? wei : spent));
    },
  };
}
