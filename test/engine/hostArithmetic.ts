import ts from "typescript";

/** What ECMAScript defines to the last bit (and bit operations, which are no members of Math). */
const EXACT = new Set([
  "abs",
  "ceil",
  "clz32",
  "floor",
  "fround",
  "imul",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc",
]);
/** AssemblyScript's names of the same. */
const MATH = new Set(["Math", "Mathf", "NativeMath", "NativeMathf", "JSMath"]);
const RANDOM_OF_TFJS = /^(rand|random\w*|truncatedNormal|multinomial|dropout)$/;

/**
 * Uses of what host and processor may compute differently, as `line: text`: members of Math other than the exact ones,
 * Math as a value, powers other than 2 to a literal whole number, and tfjs' random numbers.
 */
export function hostArithmeticIn(source: string): string[] {
  const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${line + 1}: ${node.getText(file)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && MATH.has(node.text) && !isExactMember(node)) report(node.parent);
    if (ts.isBinaryExpression(node) && isPower(node.operatorToken.kind) && !isExactPower(node)) report(node);
    if (ts.isPropertyAccessExpression(node) && isTfjs(node.expression) && RANDOM_OF_TFJS.test(node.name.text)) {
      report(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isExactMember(math: ts.Identifier): boolean {
  const { parent } = math;
  if (!ts.isPropertyAccessExpression(parent)) return false;
  // x.Math is somebody else's.
  return parent.name === math || EXACT.has(parent.name.text);
}

function isPower(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
}

/** Powers of 2 that binary64 holds, and whole powers of big integers, are exact everywhere. */
function isExactPower({ left, right }: ts.BinaryExpression): boolean {
  if (ts.isBigIntLiteral(left) && ts.isBigIntLiteral(right)) return true;
  const exponent =
    ts.isPrefixUnaryExpression(right) && right.operator === ts.SyntaxKind.MinusToken ? right.operand : right;
  return (
    ts.isNumericLiteral(left) && left.text === "2" && ts.isNumericLiteral(exponent) && /^\d{1,3}$/.test(exponent.text)
  );
}

function isTfjs(expression: ts.Expression): boolean {
  return ts.isIdentifier(expression) && expression.text === "tf";
}
