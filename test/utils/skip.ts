/** Skips the running test; the reason is printed beside it (scripts/mochaReporter.cjs). */
export function skip(context: Mocha.Context, reason: string): never {
  Object.assign(context, { skipReason: reason });
  return context.skip();
}
