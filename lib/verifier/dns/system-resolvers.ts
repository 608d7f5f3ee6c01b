import { readFile } from "node:fs/promises";
import { type ResolverAddress, resolversOf } from "./resolver-address";

/** The resolvers of /etc/resolv.conf; none where it cannot be read. */
export async function systemResolvers(path = "/etc/resolv.conf"): Promise<ResolverAddress[]> {
  try {
    return resolversOf(await readFile(path, "utf8"));
  } catch {
    return [];
  }
}
