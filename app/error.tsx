"use client";

import styles from "@/components/layout/page.module.css";

/** A page that could not be made: says so, and keeps the reader's way out. */
export default function PageError() {
  return (
    <main id="content" className={styles.main}>
      <h1>This page could not be made</h1>
      <p>
        Something went wrong on our side, and it has been logged. Try again in a minute, or go to
        the <a href="/">overview</a>.
      </p>
    </main>
  );
}
