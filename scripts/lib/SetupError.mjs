/** A fault of the set-up that a person can act on: its message is all that gets printed. */
export class SetupError extends Error {
  name = "SetupError";
}
