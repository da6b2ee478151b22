/** One line of JSON. Amounts are bigints, which JSON lacks: they are written as decimal strings. */
export function toJson(value: object): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
}
