import type { Job, JobKey } from "./journal.ts";
import { AttestationSchema, HeaderSchema, type JobRow, JobStateSchema, PlanSchema } from "./rows.ts";

/** A job as its row says. */
export function readJob(row: JobRow): Omit<Job, keyof JobKey> {
  const { header, items, predictions } = row;
  return {
    state: JobStateSchema.parse(row.state),
    ...(row.plan === null ? {} : { plan: PlanSchema.parse(JSON.parse(row.plan)) }),
    ...(header === null || items === null
      ? {}
      : {
          result: {
            header: HeaderSchema.parse(JSON.parse(header)),
            items,
            predictions: predictions ?? new Uint8Array(),
          },
        }),
    ...(row.attestation === null ? {} : { attestation: AttestationSchema.parse(JSON.parse(row.attestation)) }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
  };
}
