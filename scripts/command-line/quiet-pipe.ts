/** Ends quietly where the reader has seen enough, as in `dane-check … | head`. */
export function endWithReader(): void {
  process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code === "EPIPE") process.exit(0);
    throw cause;
  });
}
