/**
 * What `longwire serve` does without a configuration: everything is allowed, for this machine only, so that an example from
 * a client's README works at once.
 */
import { type HubConfig, parseConfig } from "@longwire/hub";

const local = ["http://localhost:*", "https://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];

/** The configuration of a server for development. */
export function developmentConfig(): HubConfig {
  const config = parseConfig({
    client: { insecure: true, allowed_origins: [...local, ...local.map((origin) => origin.replace(":*", ""))] },
    http_api: { insecure: true },
    prometheus: { enabled: true },
    channel: {
      without_namespace: {
        presence: true,
        join_leave: true,
        history_size: 100,
        history_ttl: "10m",
        allow_recovery: true,
        allow_positioning: true,
      },
    },
  });
  // It is announced in one line instead.
  return { ...config, warnings: [] };
}

/** Whether a server on `host` is reached from this machine only. */
export function isThisMachineOnly(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
