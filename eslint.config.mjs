import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

const restrict = (files, group, message) => ({
  files,
  ignores: ["**/*.test.ts"],
  rules: { "no-restricted-imports": ["error", { patterns: [{ group, message }] }] },
});

export default tseslint.config(
  {
    ignores: [
      "artifacts/",
      "cache/",
      "coverage/",
      "**/dist/",
      "frontend/",
      "functions-source/",
      "typechain-types/",
      // AssemblyScript, which its own compiler checks.
      "oracle-worker/engine/assembly/",
      "oracle-worker/engine/build/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: { globals: globals.node },
  },
  {
    files: ["test/engine/sameness/page/*.mjs"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // An interface may ask for a promise where the answer is at hand.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["**/*.test.ts"],
    rules: {
      // chai's `expect(x).to.be.true` is an expression.
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: ["oracle-worker/src/**/*.ts", "oracle-worker/engine/src/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
    },
  },
  restrict(
    ["oracle-worker/engine/**/*.ts"],
    ["../../../*", "!../../../assembly", "**/oracle-worker/src/**"],
    "the engine imports none of the rest.",
  ),
  restrict(["oracle-worker/src/core/**/*.ts"], ["../*/**", "!../errors.ts"], "core imports no sibling folder."),
);
