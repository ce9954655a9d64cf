/**
 * Messages of one author under one head; own ones on the right, with what has become of them.
 */

import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { ShownMessage } from "../realtime/timeline.ts";
import { Avatar } from "./avatar.tsx";
import type { MessageGroup } from "./group-messages.ts";
import styles from "./message-group.module.css";

/** What a group needs. */
export interface MessageGroupProps {
  readonly group: MessageGroup;
  /** The newest own message of the room: the only one that says that it was sent. */
  readonly lastOwn: string | undefined;
  readonly isOnline: boolean;
  readonly onRetry: (id: string) => void;
}

/** One group. */
export function MessageGroupView({ group, lastOwn, isOnline, onRetry }: MessageGroupProps): ReactNode {
  const { t, format } = useI18n();
  return (
    <article className={styles.group} data-own={group.isOwn} aria-label={group.isOwn ? t.room.you : group.name}>
      {!group.isOwn && <Avatar id={group.person} name={group.name} />}
      <div className={styles.body}>
        <p className={styles.head}>
          {!group.isOwn && <b className={styles.name}>{group.name}</b>}
          <time dateTime={new Date(group.at).toISOString()}>{format.time(group.at)}</time>
        </p>
        <ul className={styles.messages}>
          {group.messages.map((message) => (
            <li key={message.id} className={styles.message} data-state={message.state}>
              <p className={styles.text} title={format.preciseTime(message.at)}>
                {message.text}
              </p>
              <State message={message} isLastOwn={message.id === lastOwn} isOnline={isOnline} onRetry={onRetry} />
            </li>
          ))}
        </ul>
      </div>
    </article>
  );
}

interface StateProps {
  readonly message: ShownMessage;
  readonly isLastOwn: boolean;
  readonly isOnline: boolean;
  readonly onRetry: (id: string) => void;
}

function State({ message, isLastOwn, isOnline, onRetry }: StateProps): ReactNode {
  const { t } = useI18n();
  if (message.state === "failed") {
    return (
      <p className={styles.state} data-kind="failed">
        {t.room.failed}
        <button type="button" className={styles.retry} onClick={() => onRetry(message.id)}>
          {t.room.retry}
        </button>
      </p>
    );
  }
  if (message.state === "sending") return <p className={styles.state}>{isOnline ? t.room.sending : t.room.waiting}</p>;
  return message.state === "sent" && isLastOwn ? <p className={styles.state}>{t.room.sent}</p> : null;
}
