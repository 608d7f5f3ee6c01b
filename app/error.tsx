"use client";

/** A page that could not be made: says so, and keeps the reader's way out. */
export default function PageError() {
  return (
    <main id="content" style={{ padding: "4rem 1.25rem", maxWidth: "42em", margin: "0 auto" }}>
      <h1>This page could not be made</h1>
      <p>
        Something went wrong on our side, and it has been logged. Try again in a minute, or go to
        the <a href="/">overview</a>.
      </p>
    </main>
  );
}
