import { type ParseArgsConfig, parseArgs } from "node:util";
import { err, ok, type Result } from "@/lib/result";
import { quoted } from "./option-values";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>;

/** Splits arguments into options and the rest; an error is one sentence that names the argument. */
export function parseArguments<const O extends Options>(
  argv: readonly string[],
  options: O,
): Result<Parsed<O>, string> {
  try {
    return ok(parseArgs({ args: [...argv], options, allowPositionals: true }));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const said = cause instanceof Error ? cause.message : "";
    const named = quoted(/'([^']*)'/.exec(said)?.[1]?.split(/[ =]/)[0] ?? "");
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION")
      return err(`There is no option ${named}; --help lists them.`);
    if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE")
      return err(`The option ${named} is used wrongly; --help shows how.`);
    return err("These arguments make no command; --help shows the options.");
  }
}
