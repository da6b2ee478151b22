/** A chain time (seconds since 1970) in UTC; "never" for 0. */
export function formatTime(seconds: number): string {
  return seconds === 0 ? "never" : `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
