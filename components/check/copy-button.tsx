"use client";

import { useEffect, useState } from "react";
import styles from "./copy-block.module.css";

const SAID_FOR_MS = 2000;

const WORDS = { ready: "Copy", copied: "Copied", failed: "Select it" } as const;

/** Copies the code of a block. */
export function CopyButton({ block }: { block: HTMLElement }) {
  const [state, setState] = useState<keyof typeof WORDS>("ready");
  useEffect(() => {
    if (state === "ready") return undefined;
    const timer = setTimeout(() => setState("ready"), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(block.querySelector("code")?.textContent ?? "").then(
      () => setState("copied"),
      () => setState("failed"),
    );
  return (
    <button type="button" className={styles.button} onClick={copy} aria-live="polite">
      {WORDS[state]}
    </button>
  );
}
