/**
 * Keeps a box that scrolls at its end while its reader is there, and counts what came while they are not.
 */

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ShownMessage } from "../realtime/timeline.ts";

// A reader this close to the end reads the end.
const NEAR_END_PX = 80;

/** How many messages of others came since the end was last seen, and how to get there. An own message always leads to the end. */
export function useStickToEnd(
  box: RefObject<HTMLElement | null>,
  messages: readonly ShownMessage[],
): { readonly unseen: number; readonly toEnd: () => void } {
  const isAtEnd = useRef(true);
  const [seen, setSeen] = useState(0);
  const received = messages.reduce((count, message) => count + (message.state === "received" ? 1 : 0), 0);
  const written = messages.length - received;

  const toEnd = useCallback(() => {
    isAtEnd.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
    setSeen(received);
  }, [box, received]);

  // Own messages are counted, not looked at: an acknowledgement moves one and is no reason to scroll.
  const lastWritten = useRef(written);
  useLayoutEffect(() => {
    if (isAtEnd.current || written > lastWritten.current) toEnd();
    lastWritten.current = written;
  }, [written, toEnd]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const ended = new AbortController();
    const look = (): void => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
      if (isAtEnd.current) setSeen(received);
    };
    element.addEventListener("scroll", look, { passive: true, signal: ended.signal });
    // The box shrinks when a banner or a keyboard appears.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => {
      ended.abort();
      observer.disconnect();
    };
  }, [box, received]);

  return { unseen: Math.max(0, received - seen), toEnd };
}
