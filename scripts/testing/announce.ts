import postgres from "postgres";
import { RELEASE_CHANNEL } from "@/lib/model/release";

/** Tells every server that a release was published, though none was: all they stored is dropped. */
export function openAnnouncer(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  return {
    announce: async () => {
      await sql`select pg_notify(${RELEASE_CHANNEL}, '{}')`;
    },
    close: () => sql.end(),
  };
}
