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

/** One line for people. */
export function describeContradiction({ what, step, tensor, index, claimed, found }: Contradiction): string {
  const element = index === undefined ? "" : `[${index}]`;
  const place = [tensor === undefined ? "" : ` of ${tensor}${element}`, step === undefined ? "" : ` at step ${step}`];
  return `${what}${place.join("")} is ${claimed}, recomputed ${found}`;
}
