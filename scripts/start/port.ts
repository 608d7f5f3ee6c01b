import type { Env } from "@/lib/env";
import { ok, type Result } from "@/lib/result";
import {
  closeHttpServer,
  createHttpServer,
  type ListenError,
  listen,
} from "@/lib/serving/http-server";

/** Tries the address the site will be served on, and gives it back. */
export async function isPortFree(env: Env): Promise<Result<void, ListenError>> {
  const server = createHttpServer((_, response) => response.end());
  const listening = await listen(server, env);
  if (!listening.ok) return listening;
  await closeHttpServer(server);
  return ok(undefined);
}
