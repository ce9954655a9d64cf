/**
 * The server under test: channels of every durability, one whose log is short, and pings that find a dead line soon.
 */
import { declaredChannels, recoveryLimit } from "./declared-channels.ts";

const open = { subscribe: "allow", publish: "allow", historyRule: "allow" } as const;

const channels: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(declaredChannels).map(([name, { durability, maxEntries }]) => [
    `${name}:{id}`,
    { ...open, history: { durability, maxEntries }, recovery: "stream" },
  ]),
);

const config: object = {
  client: {
    insecure: true,
    ping_interval: "1s",
    pong_timeout: "800ms",
    recovery_max_publication_limit: recoveryLimit,
  },
  http_api: { insecure: true },
  shutdown: { timeout: "1s" },
  channels,
};

export default config;
