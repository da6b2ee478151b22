/** The house style writes constants in capitals, with no underscore before them; solhint's rule has no such exception. */
const CONSTANT_NAME = /^'[A-Z][A-Z0-9_]*' should start with _$/;

/** What remains of solhint's JSON report, one line a problem; a report that cannot be read is one itself. */
export function solidityProblems(report) {
  const start = report.indexOf("[{");
  if (start < 0) return report.trim() === "" || report.trim() === "[]" ? [] : [report.trim()];
  return JSON.parse(report.slice(start))
    .filter(({ ruleId, message }) => ruleId !== undefined && !CONSTANT_NAME.test(message))
    .map(({ filePath, line, column, message, ruleId }) => `${filePath}:${line}:${column} ${message} (${ruleId})`);
}
