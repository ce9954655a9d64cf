/**
 * The whole app: which page is shown, and what outlives a change of page: the person, the theme and the room.
 */

import { defaultRoom } from "@longwire/cli/playground";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { ChatPage } from "./chat/chat-page.tsx";
import { useChat } from "./chat/use-chat.ts";
import { useI18n } from "./i18n/i18n-context.tsx";
import { useIdentity } from "./preferences/use-identity.ts";
import { useTheme } from "./preferences/use-theme.ts";
import { useLine } from "./realtime/use-line.ts";
import { routeOf } from "./routing/route.ts";
import { usePath } from "./routing/use-path.ts";
import { Header } from "./shell/header.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";

// Charts are a third of the code, and the chat needs none.
const LivePage = lazy(async () => ({ default: (await import("./live/live-page.tsx")).LivePage }));

/** The app. */
export function App(): ReactNode {
  const { t } = useI18n();
  const { theme, shown, setTheme } = useTheme();
  const route = routeOf(usePath());
  const identity = useIdentity(t.room.guests);

  // One stays in the room while looking at another page: what waits to be sent must not be lost.
  const [room, setRoom] = useState<string>();
  if (route.page === "chat" && route.room !== room) setRoom(route.room);
  const { line, connection } = useLine(identity, "full");
  const chat = useChat(line, room, identity.name);

  const title = route.page === "chat" ? route.room : route.page === "live" ? t.live : t.notFound.title;
  useEffect(() => {
    document.title = `${title} · Longwire`;
  }, [title]);

  return (
    <>
      <Header page={route.page} room={room ?? defaultRoom} connection={connection} theme={theme} setTheme={setTheme} />
      {route.page === "chat" && (
        <ChatPage key={route.room} {...{ chat, identity, line, connection }} room={route.room} />
      )}
      {route.page === "live" && (
        <Suspense fallback={<main id="content" aria-busy="true" />}>
          <LivePage theme={shown} {...{ identity, line, connection }} />
        </Suspense>
      )}
      {route.page === "not-found" && <NotFoundPage />}
    </>
  );
}
