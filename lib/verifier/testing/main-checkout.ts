import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The repository's root; in a worktree the main checkout's, beside which `shared/` lies. */
export function mainCheckout(): string {
  let root = import.meta.dirname;
  while (!existsSync(resolve(root, ".git"))) {
    const above = dirname(root);
    if (above === root) return process.cwd();
    root = above;
  }
  const git = resolve(root, ".git");
  if (statSync(git).isDirectory()) return root;
  const pointer = /^gitdir: (.*)\/\.git\/worktrees\//.exec(readFileSync(git, "utf8"));
  return pointer?.[1] ?? root;
}
