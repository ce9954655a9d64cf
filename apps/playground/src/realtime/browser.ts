/**
 * Chat and live data in a browser: the clients on the browser's socket, clock, chance and URL.
 * It is what the pages import, so that nothing else of the app is tied to this protocol.
 */

import { ChatClient } from "./chat-client.ts";
import { systemClock } from "./clock.ts";
import { MetricsClient } from "./metrics-client.ts";
import { openBrowserSocket } from "./socket.ts";

const surroundings = { openSocket: openBrowserSocket, clock: systemClock, random: Math.random };

/** Enters a room of this page's server. */
export function enterRoom(room: string, person: { readonly key: string; readonly name: string }): ChatClient {
  const client = new ChatClient({ ...surroundings, ...person, url: urlOf("/chat"), room, newId: randomId });
  return wakeUntilClosed(client);
}

/** Listens to the measurements of this page's server. */
export function listenToMetrics(): MetricsClient {
  return wakeUntilClosed(new MetricsClient({ ...surroundings, url: urlOf("/metrics") }));
}

/** 128 random bits in hexadecimal. Unlike `randomUUID`, this also works where the page is not served over TLS. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function urlOf(path: string): string {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}

// A network that is back, and a page that is seen again, are good moments to try.
function wakeUntilClosed<Client extends ChatClient | MetricsClient>(client: Client): Client {
  const ended = new AbortController();
  const wake = (): void => {
    if (document.visibilityState === "visible") client.wake();
  };
  addEventListener("online", wake, ended);
  addEventListener("pageshow", wake, ended);
  document.addEventListener("visibilitychange", wake, ended);
  client.subscribe(() => {
    if (client.snapshot().connection.type === "closed") ended.abort();
  });
  return client;
}
