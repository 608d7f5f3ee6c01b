"use client";

import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { CopyButton } from "./copy-button";
import { COPY_BLOCKS, PROGRESS } from "./leaf-marks";
import { LiveProgress, type LiveProgressProps } from "./live-progress";

/** What a script adds to the page of a check: buttons to copy, and progress as it happens. */
export function CheckLeaves({ running }: { running: LiveProgressProps | null }) {
  const [blocks, setBlocks] = useState<readonly HTMLElement[]>([]);
  const [stage, setStage] = useState<HTMLElement | null>(null);
  useEffect(() => {
    // There only in a secure context (https, or this machine).
    if (navigator.clipboard !== undefined)
      setBlocks([...document.querySelectorAll<HTMLElement>(`[${COPY_BLOCKS}]`)]);
    const element = document.querySelector<HTMLElement>(`[${PROGRESS}]`);
    // What the server drew there is drawn anew, from the same.
    element?.replaceChildren();
    setStage(element);
  }, []);
  return (
    <>
      {blocks.map((block, i) => createPortal(<CopyButton block={block} />, block, `${i}`))}
      {stage !== null && running !== null && createPortal(<LiveProgress {...running} />, stage)}
    </>
  );
}
