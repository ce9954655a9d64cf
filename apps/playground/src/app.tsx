/**
 * The whole app: which page is shown, and what outlives a change of page: the person, the theme and the room.
 */

import { type ReactNode, useEffect, useState } from "react";
import { defaultRoom } from "../protocol/room-name.ts";
import { ChatPage } from "./chat/chat-page.tsx";
import { useChat } from "./chat/use-chat.ts";
import { useI18n } from "./i18n/i18n-context.tsx";
import { LivePage } from "./live/live-page.tsx";
import { useIdentity } from "./preferences/use-identity.ts";
import { useTheme } from "./preferences/use-theme.ts";
import type { ConnectionState } from "./realtime/connection.ts";
import { routeOf } from "./routing/route.ts";
import { usePath } from "./routing/use-path.ts";
import { Header } from "./shell/header.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";

/** The app. */
export function App(): ReactNode {
  const { t } = useI18n();
  const { theme, shown, setTheme } = useTheme();
  const route = routeOf(usePath());
  const identity = useIdentity(t.room.guests);

  // One stays in the room while looking at another page: what waits to be sent must not be lost.
  const [room, setRoom] = useState<string>();
  if (route.page === "chat" && route.room !== room) setRoom(route.room);
  const chat = useChat(room, identity);
  const [metricsConnection, setMetricsConnection] = useState<ConnectionState>({ type: "connecting" });

  const title = route.page === "chat" ? route.room : route.page === "live" ? t.live : t.notFound.title;
  useEffect(() => {
    document.title = `${title} · Longwire`;
  }, [title]);

  const connection = route.page === "live" ? metricsConnection : chat.snapshot.connection;
  return (
    <>
      <Header
        page={route.page}
        room={room ?? defaultRoom}
        connection={route.page === "not-found" ? undefined : connection}
        theme={theme}
        setTheme={setTheme}
      />
      {route.page === "chat" && <ChatPage key={route.room} room={route.room} chat={chat} identity={identity} />}
      {route.page === "live" && <LivePage theme={shown} onConnection={setMetricsConnection} />}
      {route.page === "not-found" && <NotFoundPage />}
    </>
  );
}
