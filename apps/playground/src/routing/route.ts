/**
 * The app's pages as URL paths, both ways. Pure.
 */

import { defaultRoom, roomName } from "@longwire/cli/playground";

/** A page and what its path says about it. */
export type Route =
  | { readonly page: "chat"; readonly room: string }
  | { readonly page: "live" }
  | { readonly page: "not-found" };

/** The page of a path. `/` and `/chat` are the lobby. */
export function routeOf(path: string): Route {
  const [page, room, ...more] = path.split("/").filter((part) => part !== "");
  if (more.length > 0) return { page: "not-found" };
  if (page === undefined) return { page: "chat", room: defaultRoom };
  if (page === "live" && room === undefined) return { page: "live" };
  if (page !== "chat") return { page: "not-found" };
  const name = room === undefined ? defaultRoom : roomName(decode(room));
  return name === undefined ? { page: "not-found" } : { page: "chat", room: name };
}

/** The path of a room. */
export function roomPath(room: string): string {
  return `/chat/${encodeURIComponent(room)}`;
}

/** The path of the live data. */
export const livePath = "/live";

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
