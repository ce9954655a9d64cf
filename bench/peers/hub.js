/**
 * Longwire's hub on a port of its own. Channels have history and recovery; every connection is a user of its own.
 * Defaults, but for the limits of what one client may publish, since one client does all of it here, and for those of how long
 * nothing may leave: a kernel that holds megabytes for a reader of 1 kB/s makes room for more after many minutes.
 */
import { createAuth, createHub, hubSubprotocols } from "@longwire/hub";
import { WebSocketServer } from "@longwire/websocket";
import { announce, HOST, watchLoop } from "./serving.js";

const STALL_MS = 600_000;
const unlimited = Number.POSITIVE_INFINITY;
const logged = { subscribe: "allow", publish: "allow", history: { maxEntries: 1000 }, recovery: "stream" };
let users = 0;

const hub = createHub({
  // `latest` keeps for slow readers the newest publication of each key.
  channels: { bench: logged, latest: { ...logged, slowConsumer: { policy: "conflate" } } },
  ...createAuth({ authenticate: () => ({ user: `user-${++users}` }) }),
  limits: {
    framesPerSecond: unlimited,
    commandsPerSecond: unlimited,
    bytesPerSecond: unlimited,
    writeStallMs: STALL_MS,
  },
  report: ({ where, error }) => console.error(where, error),
});
const server = new WebSocketServer({
  port: 0,
  host: HOST,
  subprotocols: hubSubprotocols,
  limits: { maxPendingHandshakes: 10_000, stallTimeoutMs: STALL_MS },
});
hub.attach(server);

let mostWaitingBytes = 0;
setInterval(() => {
  // All that waits in the hub is for one connection here: the others read.
  const { queuedBytes } = hub.info();
  if (queuedBytes === 0) return;
  const inSockets = Math.max(0, ...[...server.clients].map(({ bufferedAmount }) => bufferedAmount));
  mostWaitingBytes = Math.max(mostWaitingBytes, queuedBytes + inSockets);
}, 100);
watchLoop(() => ({ mostWaitingBytes }));
server.on("listening", () => announce(server.address().port));
