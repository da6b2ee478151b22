/** What the surroundings say. This is the only file that reads `process.env`. */
export type Environment = {
  /** Home directory of commands that are given none (`ASSAY_HOME`). */
  assayHome: string | undefined;
};

/** Reads the environment once, at the start of a program. */
export function readEnvironment(): Environment {
  const assayHome = process.env["ASSAY_HOME"];
  return { assayHome: assayHome === "" ? undefined : assayHome };
}
