import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/lab/dns-proxy";
import { err, ok, type Result } from "@/lib/result";
import type { OpenScan, ResolverRefusal } from "@/lib/survey/scan/open-scan";
import type { ResolverAddress } from "@/lib/verifier/dns/resolver-address";
import type { StartError } from "../start/database";
import { type StageContext, surveyFolder } from "./command";
import type { ScanOptions } from "./scan-options";
import { hasUnbound, startUnbound, unboundVersion } from "./unbound";

const RESOLVER_STARTS_MS = 10_000;

/** The resolver, and how a manifest names it. */
export type ChosenResolver = { at: ResolverAddress; called: string };

/**
 * The resolver that was named, or an Unbound of this process's own.
 *
 * @param folderName of that Unbound's files, in the survey's folder.
 */
export async function resolverFor(
  { env, life, reporter }: StageContext,
  { resolver, anchors }: Pick<ScanOptions, "resolver" | "anchors">,
  folderName: string,
): Promise<Result<ChosenResolver, StartError>> {
  if (resolver !== null)
    return ok({ at: resolver, called: `a resolver at ${resolver.address} port ${resolver.port}` });
  if (!hasUnbound())
    return err({
      code: "no_resolver",
      message:
        "Unbound is not installed: install it, or name a validating resolver on loopback with --resolver.",
    });
  const address = "127.0.0.1";
  const folder = path.join(surveyFolder(env), folderName);
  const unbound = startUnbound({ folder, address, port: await freePort(address), anchors });
  life.onEnd(unbound.daemon.close);
  reporter.event("resolver", { ...unbound.at }, `Unbound at ${address} port ${unbound.at.port}`);
  return ok({ at: unbound.at, called: `${unboundVersion()}, started by the survey` });
}

/** An Unbound that was just started takes a moment until it answers. */
export async function opening(
  open: () => Promise<Result<OpenScan, ResolverRefusal>>,
): Promise<Result<OpenScan, ResolverRefusal>> {
  const giveUpAt = performance.now() + RESOLVER_STARTS_MS;
  for (;;) {
    const opened = await open();
    if (opened.ok || opened.error.code !== "unreachable" || performance.now() > giveUpAt)
      return opened;
    await sleep(50);
  }
}

/** Why a resolver is not used, in a sentence. */
export function refusalOf(error: ResolverRefusal): StartError {
  const { code } = error;
  if (code === "not_loopback")
    return {
      code,
      message: "The resolver has to be on this machine: nobody else's AD bit can be believed.",
    };
  if (code === "not_validating")
    return { code, message: "The resolver does not validate: its answer for the root lacks AD." };
  const said = "detail" in error ? `${code} ${error.detail}` : code;
  return { code, message: `The resolver does not answer for the root: ${said}.` };
}
