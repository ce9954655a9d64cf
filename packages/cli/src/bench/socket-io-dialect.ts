/**
 * Socket.IO (revision 5) over Engine.IO 4's WebSocket transport, as far as a load needs it. A room is joined by an event
 * `subscribe` that is acknowledged, and published to by an event `publish`; what is published comes as `message`.
 */
import { CommandError, exitCodes } from "../command-error.ts";
import type { HubDialect, JoinStep } from "./hub-dialect.ts";

/** Engine.IO's open packet; Socket.IO's connect, event, acknowledgement and error, each within an Engine.IO message. */
const OPEN = "0";
const CONNECT = "40";
const EVENT = "42";
const ACKNOWLEDGEMENT = "43";
const CONNECT_ERROR = "44";

function join(text: string): JoinStep {
  if (text.startsWith(CONNECT_ERROR)) throw new CommandError(`the server refused: ${text.slice(2)}`, exitCodes.failed);
  if (text.startsWith(OPEN)) return { send: CONNECT };
  if (text.startsWith(CONNECT)) return "connected";
  return text.startsWith(ACKNOWLEDGEMENT) ? "subscribed" : "ignored";
}

/** @see HubDialect */
export const socketIoDialect: HubDialect = {
  name: "socket.io",
  greeting: undefined,
  join,
  subscribe: (channel) => `${EVENT}0${JSON.stringify(["subscribe", channel])}`,
  publish: (channel, data) => `${EVENT}${JSON.stringify(["publish", channel, data])}`,
  dataOf: (text) => {
    if (!text.startsWith(`${EVENT}["message"`)) return undefined;
    const [, data]: readonly unknown[] = JSON.parse(text.slice(EVENT.length));
    return String(data);
  },
  ping: "2",
  pong: "3",
  overheadBytes: '42["message",""]'.length,
};
