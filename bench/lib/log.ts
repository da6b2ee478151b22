/** Progress, on stderr: stdout holds the result alone. */
export function log(message: string): void {
  process.stderr.write(`[bench] ${message}\n`);
}
