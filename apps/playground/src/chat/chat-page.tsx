/**
 * One room: the conversation, and beside it who is here, one's name and the way to other rooms.
 */

import { type ReactNode, useCallback, useId, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { Identity } from "../preferences/use-identity.ts";
import { useMedia } from "../preferences/use-media.ts";
import type { CentrifugeLine } from "../realtime/centrifuge-line.ts";
import type { ConnectionState } from "../realtime/line.ts";
import { ConnectionBanner } from "../shell/connection-banner.tsx";
import { LineSwitch } from "../shell/line-switch.tsx";
import { Announcer } from "./announcer.tsx";
import styles from "./chat-page.module.css";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";
import { NameForm } from "./name-form.tsx";
import { PeopleList } from "./people-list.tsx";
import { RoomForm } from "./room-form.tsx";
import { TypingLine } from "./typing-line.tsx";
import type { Chat } from "./use-chat.ts";

/** What the page needs. */
export interface ChatPageProps {
  readonly room: string;
  readonly chat: Chat;
  readonly identity: Identity;
  readonly line: CentrifugeLine | undefined;
  readonly connection: ConnectionState;
}

/** The chat of one room. */
export function ChatPage({ room, chat, identity, line, connection }: ChatPageProps): ReactNode {
  const { t } = useI18n();
  const { snapshot, room: entered } = chat;
  const [isSideOpen, setSideOpen] = useState(false);
  const isNarrow = useMedia("(max-width: 800px)");
  const sideId = useId();
  const say = useCallback((text: string) => entered?.say(text), [entered]);
  const typed = useCallback((text: string) => entered?.typed(text), [entered]);
  const retry = useCallback((id: string) => entered?.retry(id), [entered]);
  return (
    <main id="content" className={styles.page}>
      <section className={styles.conversation} aria-label={t.room.title(room)}>
        <div className={styles.head}>
          <h1 className={styles.title}>{room}</h1>
          <p className={styles.count}>{snapshot.people.length > 0 && t.room.here(snapshot.people.length)}</p>
          <button
            type="button"
            className={styles.sideToggle}
            aria-label={t.room.showPeople}
            aria-expanded={isSideOpen}
            aria-controls={sideId}
            onClick={() => setSideOpen(!isSideOpen)}
            onKeyDown={(event) => event.key === "Escape" && setSideOpen(false)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <path d={isSideOpen ? "M3.5 3.5l9 9M12.5 3.5l-9 9" : "M2 4h12M2 8h12M2 12h12"} />
            </svg>
          </button>
        </div>
        <div className={styles.talk} inert={isNarrow && isSideOpen}>
          <div className={styles.notices}>
            <ConnectionBanner connection={connection} onRetry={() => line?.wake()} onHeal={() => line?.setCut(false)} />
          </div>
          <MessageList
            messages={snapshot.messages}
            hasGapAtEnd={snapshot.hasGapAtEnd}
            isOnline={connection.type === "connected"}
            isComplete={snapshot.hasHistory}
            onRetry={retry}
          />
          <TypingLine people={snapshot.typing} />
          <Composer room={room} onSay={say} onTyped={typed} />
        </div>
        <Announcer snapshot={snapshot} />
      </section>
      <aside id={sideId} className={styles.side} data-open={isSideOpen}>
        <PeopleList people={snapshot.people} you={snapshot.you} />
        <NameForm identity={identity} />
        <RoomForm room={room} />
        <LineSwitch connection={connection} onSwitch={(isCut) => line?.setCut(isCut)} />
      </aside>
    </main>
  );
}
