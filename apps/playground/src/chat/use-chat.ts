/**
 * The room as React state: one client per room and person, for as long as the app shows that room.
 */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Identity } from "../preferences/use-identity.ts";
import { enterRoom } from "../realtime/browser.ts";
import { type ChatClient, type ChatSnapshot, emptyChat } from "../realtime/chat-client.ts";

/** What is shown, and the client to act through; there is none before the first effect. */
export interface Chat {
  readonly snapshot: ChatSnapshot;
  readonly client: ChatClient | undefined;
}

/** Enters a room and leaves it when it is another one. Without a room there is nothing to show. */
export function useChat(room: string | undefined, identity: Identity): Chat {
  const [client, setClient] = useState<ChatClient>();
  const { key, name } = identity;

  // Another name is told, and is no reason to join anew.
  const latestName = useRef(name);
  useEffect(() => {
    if (room === undefined) return undefined;
    const entered = enterRoom(room, { key, name: latestName.current });
    setClient(entered);
    return () => {
      entered.close();
      setClient(undefined);
    };
  }, [room, key]);
  useEffect(() => {
    latestName.current = name;
    client?.rename(name);
  }, [client, name]);

  const subscribe = useCallback((changed: () => void) => client?.subscribe(changed) ?? (() => {}), [client]);
  const snapshot = useSyncExternalStore(subscribe, () => client?.snapshot() ?? emptyChat);
  return { snapshot, client };
}
