/**
 * The room as React state: one per line and room, for as long as the app shows that room.
 */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { randomId } from "../realtime/browser.ts";
import { ChatRoom, type ChatSnapshot, emptyChat } from "../realtime/chat-room.ts";
import { systemClock } from "../realtime/clock.ts";
import type { Line } from "../realtime/line.ts";

/** What is shown, and the room to act in; there is none before the first effect. */
export interface Chat {
  readonly snapshot: ChatSnapshot;
  readonly room: ChatRoom | undefined;
}

/** Enters a room and leaves it when it is another one. Without a name of a room there is nothing to show. */
export function useChat(line: Line | undefined, roomName: string | undefined, name: string): Chat {
  const [room, setRoom] = useState<ChatRoom>();

  // Another name is told, and is no reason to enter anew.
  const latestName = useRef(name);
  useEffect(() => {
    if (line === undefined || roomName === undefined) return undefined;
    const entered = new ChatRoom({
      line,
      clock: systemClock,
      newId: randomId,
      room: roomName,
      name: latestName.current,
    });
    setRoom(entered);
    return () => {
      entered.leave();
      setRoom(undefined);
    };
  }, [line, roomName]);
  useEffect(() => {
    latestName.current = name;
    room?.rename(name);
  }, [room, name]);

  const subscribe = useCallback((changed: () => void) => room?.subscribe(changed) ?? (() => {}), [room]);
  const snapshot = useSyncExternalStore(subscribe, () => room?.snapshot() ?? emptyChat);
  return { snapshot, room };
}
