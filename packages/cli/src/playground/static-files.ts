/**
 * Serves the built front end. File lookup, ranges and ETags are sirv's; what may be cached and the security headers are decided here.
 * It knows nothing of sockets.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import sirv from "sirv";

// React and uPlot set styles through the CSSOM, which this policy allows; no inline script or style is needed.
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** Handles one HTTP request. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Serves a folder, read once at the start. A path of no file gives `index.html`, because the app routes by path; a missing
 * asset gives 404. Hashed assets are cached for a year, all else is revalidated. Methods but GET and HEAD give 405.
 */
export function staticFiles(directory: string): RequestHandler {
  const serve = sirv(directory, {
    single: true,
    etag: true,
    setHeaders: (response, path) => {
      const isHashed = path.startsWith("/assets/");
      response.setHeader("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return end(response.setHeader("Allow", "GET, HEAD"), 405, "Method not allowed");
    }
    serve(request, response, () => end(response, 404, "Not found"));
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}
