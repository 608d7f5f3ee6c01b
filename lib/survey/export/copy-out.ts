import { open } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Db } from "@/db/client";

/** A connection in a transaction. */
export type Tx = Parameters<Parameters<Db["$client"]["begin"]>[1]>[0];

/** Octets that are written at once: PostgreSQL sends each row by itself. */
const WRITTEN_AT_ONCE = 2 ** 18;

/** Writes a query's rows into a file as PostgreSQL's CSV: null is an empty field, an empty text a quoted one. */
export async function copyOut(tx: Tx, query: string, file: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    const rows = await tx.unsafe(`copy (${query}) to stdout (format csv)`).readable();
    await pipeline(
      rows,
      inLargePieces((piece) => handle.writeFile(piece)),
    );
    // postgres.js pauses its socket where rows come faster than they are taken, and resumes it when more
    // are asked for. After the last row nobody asks: the end of the command would never be read.
    rows._read(0);
  } finally {
    await handle.close();
  }
}

/** Takes many small pieces and hands on few large ones, in their order. */
function inLargePieces(write: (piece: Buffer) => Promise<void>): Writable {
  let pieces: Buffer[] = [];
  let octets = 0;
  const flush = (done: (cause?: Error | null) => void) => {
    const whole = Buffer.concat(pieces, octets);
    pieces = [];
    octets = 0;
    write(whole).then(() => done(), done);
  };
  return new Writable({
    highWaterMark: WRITTEN_AT_ONCE,
    write: (piece: Buffer, _, done) => {
      pieces.push(piece);
      octets += piece.length;
      if (octets < WRITTEN_AT_ONCE) done();
      else flush(done);
    },
    final: flush,
  });
}
