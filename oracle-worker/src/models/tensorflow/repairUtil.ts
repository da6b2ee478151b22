/** What `node:util` had until Node 22, deprecated for ten years, and what tfjs-node 4.22 still calls. */
const REMOVED: Readonly<Record<string, (value: unknown) => boolean>> = {
  isArray: (value) => Array.isArray(value),
  isBoolean: (value) => typeof value === "boolean",
  isFunction: (value) => typeof value === "function",
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: (value) => typeof value === "number",
  isObject: (value) => value !== null && typeof value === "object",
  isPrimitive: (value) => value === null || (typeof value !== "object" && typeof value !== "function"),
  isString: (value) => typeof value === "string",
  isSymbol: (value) => typeof value === "symbol",
  isUndefined: (value) => value === undefined,
};

/**
 * Gives `util` back the checks that Node 23 removed (tensorflow/tfjs#8609); what is there stays.
 * @param util the module object that CommonJS code shares
 * @returns names of what was missing
 */
export function repairUtil(util: Record<string, unknown>): string[] {
  const missing = Object.keys(REMOVED).filter((name) => util[name] === undefined);
  for (const name of missing) util[name] = REMOVED[name];
  return missing;
}
