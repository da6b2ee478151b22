import type { Argument, Command, Option } from "commander";
import { EXIT_CODES } from "../errors.ts";

/** The reference of every command, option and exit code in Markdown: the generated part of docs/cli.md. */
export function describeCommands(program: Command): string {
  const codes = [{ exitCode: 0, meaning: "Done." }, ...EXIT_CODES].map(
    ({ exitCode, meaning }) => `| ${String(exitCode)} | ${meaning} |`,
  );
  return [
    "## Exit codes",
    "",
    "| code | meaning |",
    "|---|---|",
    ...codes,
    "",
    "## Options of every command",
    "",
    ...optionTable(program),
    ...leavesOf(program).flatMap((command) => describeCommand(command)),
  ].join("\n");
}

/** Commands that do something: those without commands of their own, in the order of the help. */
function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function describeCommand(command: Command): string[] {
  const words = [pathOf(command), ...command.registeredArguments.map(describeArgument)];
  return [
    "",
    `### ${words.join(" ")}`,
    "",
    command.description(),
    ...(command.options.length === 0 ? [] : ["", ...optionTable(command)]),
  ];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function describeArgument(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionTable({ options }: Command): string[] {
  return [
    "| option | |",
    "|---|---|",
    ...options.map((option) => `| \`${option.flags}\` | ${describeOption(option)} |`),
  ];
}

function describeOption({ description, mandatory, negate, defaultValue, defaultValueDescription }: Option): string {
  const value: unknown = defaultValueDescription ?? defaultValue;
  const isWorthTelling = !negate && (typeof value === "number" || (typeof value === "string" && value !== ""));
  return `${mandatory ? "required: " : ""}${description}${isWorthTelling ? ` (default: ${String(value)})` : ""}`;
}
