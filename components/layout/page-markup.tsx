"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { LIVE_CHARTS } from "../charts/live-chart-marks";
import { LiveTimeChart } from "../charts/live-time-chart";
import { listenForSearchKey } from "./search-key";

/** Props: one of the two. */
export interface PageMarkupProps {
  /** The markup itself, where React has to carry it. */
  markup?: string;
  /** The number of markup that the server puts in, see `lib/held-markup`. */
  held?: string;
}

/** True once a page of this document was shown. */
let isShown = false;

/**
 * React does not look at markup that stands in the document already, and asks for it only where it
 * has to make the document anew: then it is what stands there.
 */
function fromDocument(held: string) {
  const lazily = {
    toString: () => {
      const element = document.querySelector(`[data-held="${held}"]`);
      if (element !== null) return element.innerHTML;
      if (!isShown) throw new Error("The page's markup is missing.");
      // Back from a page that the router fetched: the document has forgotten this one.
      location.reload();
      return "";
    },
  };
  return lazily as unknown as string;
}

/** A page as finished markup, and the live charts on top of its drawings. */
export function PageMarkup({ markup, held }: PageMarkupProps) {
  const page = useRef<HTMLDivElement>(null);
  const [stages, setStages] = useState<readonly HTMLElement[]>([]);
  // The same object as long as it is the same markup: another one would be written anew.
  const html = useMemo(() => {
    const isServer = typeof document === "undefined";
    return { __html: markup ?? (isServer || held === undefined ? "" : fromDocument(held)) };
  }, [markup, held]);

  useEffect(() => {
    isShown = true;
    if (html.__html !== undefined && page.current !== null)
      setStages([...page.current.querySelectorAll<HTMLElement>(LIVE_CHARTS)]);
  }, [html]);

  useEffect(listenForSearchKey, []);

  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: made by `toMarkup`, which escapes all text */}
      <div ref={page} dangerouslySetInnerHTML={html} data-held={held} />
      {stages.map((stage, i) => createPortal(<LiveTimeChart stage={stage} />, stage, `${i}`))}
    </>
  );
}
