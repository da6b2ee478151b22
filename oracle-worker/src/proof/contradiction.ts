import { AssayError } from "../errors.ts";

/** What a proof claims and re-computation does not give, located as closely as the published files allow. */
export type Contradiction = {
  /** The claim, such as `finalRoot`, `loss` or `state`. */
  readonly what: string;
  /** Steps taken at the moment it is about; 0 is before the first. */
  readonly step?: number;
  readonly tensor?: string;
  /** Of the tensor's first element that differs, in row-major order. */
  readonly index?: number;
  readonly claimed: string;
  readonly found: string;
};

/** The error `ProofMismatch`, with the contradiction that it tells. */
export class ContradictionError extends AssayError {
  readonly contradiction: Contradiction;

  /** @param subject what the proof was compared with */
  constructor(contradiction: Contradiction, subject: string, hint: string) {
    super("ProofMismatch", `${describeContradiction(contradiction)} (${subject})`, { hint });
    this.contradiction = contradiction;
  }
}

/** One line for people. */
export function describeContradiction({ what, step, tensor, index, claimed, found }: Contradiction): string {
  const element = index === undefined ? "" : `[${index}]`;
  const place = [tensor === undefined ? "" : ` of ${tensor}${element}`, step === undefined ? "" : ` at step ${step}`];
  return `the proof's ${what}${place.join("")} is ${claimed}, recomputed ${found}`;
}
