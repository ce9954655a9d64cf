/**
 * The line of a page in a browser: to the page's own server, and awake when the browser has reason to think it can connect.
 */

import { type ConnectData, endpointPath, slowReaderQuery } from "@longwire/cli/playground";
import { CentrifugeLine } from "./centrifuge-line.ts";
import { Network } from "./network.ts";

/** Opens a line for a person, or one whose server plays a slow reader. Close it when it is of no use any more. */
export function openLine(person: ConnectData["playground"], speed: "full" | "slow"): CentrifugeLine {
  const network = new Network();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const query = speed === "slow" ? `?${slowReaderQuery}` : "";
  const line = new CentrifugeLine({ url: `${scheme}//${location.host}${endpointPath}${query}`, network, person });
  wakeUntilClosed(line);
  return line;
}

/** 128 random bits in hexadecimal. Unlike `randomUUID`, this also works where the page is not served over TLS. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A network that is back, and a page that is seen again, are good moments to try.
function wakeUntilClosed(line: CentrifugeLine): void {
  const ended = new AbortController();
  const wake = (): void => {
    if (document.visibilityState === "visible" && line.state.type === "connecting") line.wake();
  };
  addEventListener("online", wake, ended);
  addEventListener("pageshow", wake, ended);
  document.addEventListener("visibilitychange", wake, ended);
  line.onState(() => {
    if (line.state.type === "disconnected") ended.abort();
  });
}
