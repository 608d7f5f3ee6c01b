import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { InputFault } from "@/lib/model/survey-input";
import { err, ok, type Result } from "@/lib/result";
import { faultAt } from "./input-fault";

/** What was read: the file as it lies there, compressed or not, and its text. */
export type StreamFacts = {
  sizeBytes: number;
  sha256: string;
  isGzip: boolean;
  /** Octets of text, after decompression. */
  textBytes: number;
};

/** Bigger chunks cost less for each line; several in flight keep the decompressing thread busy. */
const CHUNK_OCTETS = 1 << 20;
const CHUNKS_IN_FLIGHT = 4;

/** A terabyte of text: what a small file unpacks to has to end somewhere. */
const MAX_TEXT_BYTES = 2 ** 40;

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** How a file is read: unpacked, and a terabyte of text at most, unless told. */
export type ReadInputOptions = {
  /** False hands on the octets of the file as they are. */
  mayUnpack?: boolean;
  maxTextBytes?: number;
};

/**
 * Reads a file, decompressing it when it begins as gzip does (RFC 1952), whatever its name. gzip's
 * length and CRC are checked, and so a damaged or truncated file ends in a fault; so does anything
 * after the last member but zeros.
 *
 * @param take is given the text, and how much of the file has been read, 0 to 1; a fault it returns
 *   ends the reading.
 */
export async function readInput(
  file: string,
  take: (chunk: Buffer, readShare: number) => InputFault | null,
  { mayUnpack = true, maxTextBytes = MAX_TEXT_BYTES }: ReadInputOptions = {},
): Promise<Result<StreamFacts, InputFault>> {
  const beginning = await beginningOf(file);
  if (!beginning.ok) return beginning;
  const isGzip = mayUnpack && beginning.value.octets.equals(GZIP_MAGIC);
  const hash = createHash("sha256");
  const facts = { sizeBytes: 0, textBytes: 0 };
  const source = createReadStream(file, { highWaterMark: CHUNK_OCTETS });
  source.on("data", (chunk: string | Buffer) => {
    hash.update(chunk);
    facts.sizeBytes += chunk.length;
  });
  const gunzip = createGunzip({
    chunkSize: CHUNK_OCTETS,
    readableHighWaterMark: CHUNKS_IN_FLIGHT * CHUNK_OCTETS,
    writableHighWaterMark: CHUNK_OCTETS,
  } as Parameters<typeof createGunzip>[0]);
  if (isGzip) {
    source.on("error", (cause) => gunzip.destroy(cause));
    source.pipe(gunzip);
  }
  try {
    for await (const chunk of isGzip ? gunzip : source) {
      facts.textBytes += (chunk as Buffer).length;
      if (facts.textBytes > maxTextBytes)
        return err(
          faultAt("too_big", null, null, `it has more than ${maxTextBytes} octets of text`),
        );
      const fault = take(chunk as Buffer, Math.min(1, facts.sizeBytes / beginning.value.size));
      if (fault !== null) return err(fault);
    }
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    const isZlib = code.startsWith("Z_") || code.startsWith("ERR_ZLIB");
    if (!isZlib && !code.startsWith("E")) throw cause;
    return err(
      faultAt(isZlib ? "gzip_damaged" : "unreadable", null, null, isZlib ? message : code),
    );
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  return ok({ ...facts, sha256: hash.digest("hex"), isGzip });
}

type Beginning = { octets: Buffer; size: number };

async function beginningOf(file: string): Promise<Result<Beginning, InputFault>> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      // A pipe has no size; its share is 1 from the start.
      const size = Math.max(1, (await handle.stat()).size);
      return ok({ octets: buffer.subarray(0, bytesRead), size });
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code = "EIO" } = cause as NodeJS.ErrnoException;
    return err(faultAt("unreadable", null, null, code));
  }
}
