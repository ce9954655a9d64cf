/**
 * The conversation: days, groups, messages. It stays at the end while one is there, and tells what came when one is not.
 */

import { Fragment, type ReactNode, useMemo, useRef } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { ShownMessage } from "../realtime/timeline.ts";
import { EmptyRoom } from "./empty-room.tsx";
import { groupMessages } from "./group-messages.ts";
import { MessageGroupView } from "./message-group.tsx";
import styles from "./message-list.module.css";
import { useStickToEnd } from "./use-stick-to-end.ts";

/** What the list needs. */
export interface MessageListProps {
  readonly messages: readonly ShownMessage[];
  readonly isOnline: boolean;
  /** After the last message others may be missing. */
  readonly hasGapAtEnd: boolean;
  /** Whether the room's messages are here: before that, none means nothing. */
  readonly isComplete: boolean;
  readonly onRetry: (id: string) => void;
}

/** All messages that there are, in a box that scrolls. */
export function MessageList({ messages, hasGapAtEnd, isOnline, isComplete, onRetry }: MessageListProps): ReactNode {
  const { t, format } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const { unseen, toEnd } = useStickToEnd(box, messages);
  const groups = useMemo(() => groupMessages(messages), [messages]);
  const lastOwn = messages.findLast((message) => message.state !== "received")?.id;
  const now = Date.now();
  return (
    <div className={styles.frame}>
      <div ref={box} className={styles.box} role="log" aria-live="off" aria-label={t.room.messages}>
        {isComplete && messages.length === 0 && <EmptyRoom />}
        <div className={styles.messages}>
          {groups.map((group) => (
            <Fragment key={group.key}>
              {group.startsDay && <h2 className={styles.day}>{format.day(group.at, now)}</h2>}
              {group.isAfterGap && <Gap />}
              <MessageGroupView group={group} lastOwn={lastOwn} isOnline={isOnline} onRetry={onRetry} />
            </Fragment>
          ))}
          {hasGapAtEnd && <Gap />}
        </div>
      </div>
      {unseen > 0 && (
        <button type="button" className={styles.pill} onClick={toEnd}>
          {t.room.newMessages(unseen)}
          <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <path d="M6 2v8M2.5 6.5 6 10l3.5-3.5" />
          </svg>
        </button>
      )}
    </div>
  );
}

/** Where messages may be missing. */
function Gap(): ReactNode {
  const { t } = useI18n();
  return (
    <p className={styles.gap} role="note">
      <strong>{t.room.gap}</strong> {t.room.gapText}
    </p>
  );
}
