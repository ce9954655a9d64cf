/**
 * Reads new messages of others to screen readers: those that come while one is here, not the history. And that some may
 * be missing.
 */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { ChatSnapshot } from "../realtime/chat-room.ts";

/** An invisible live region. */
export function Announcer({ snapshot }: { readonly snapshot: ChatSnapshot }): ReactNode {
  const { t } = useI18n();
  const { messages, hasHistory } = snapshot;
  const known = useRef<ReadonlySet<string>>(undefined);
  const [text, setText] = useState("");
  useEffect(() => {
    if (!hasHistory) return;
    const heard = known.current;
    const received = messages.filter((message) => message.state === "received");
    known.current = new Set(received.map((message) => message.id));
    const fresh = heard === undefined ? [] : received.filter((message) => !heard.has(message.id));
    if (fresh.length > 0) setText(fresh.map((message) => t.room.said(message.name, message.text)).join("\n"));
  }, [messages, hasHistory, t]);
  const hasGap = snapshot.hasGapAtEnd || messages.some(({ isAfterGap }) => isAfterGap);
  return (
    <div className="visually-hidden" aria-live="polite">
      {hasGap && <p>{t.room.gap}</p>}
      {text}
    </div>
  );
}
