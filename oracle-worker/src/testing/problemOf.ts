import { ArchitectureSchema } from "../models/architecture.ts";

/** What is wrong with an architecture, naming each field; "" of a good one. */
export function problemOf(value: unknown): string {
  const result = ArchitectureSchema.safeParse(value);
  if (result.success) return "";
  return result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
