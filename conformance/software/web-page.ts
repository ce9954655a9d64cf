/**
 * A page for a browser that is driven by a test: it draws something, and asks its server for data. It knows no browser.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const PAGE = `<!doctype html><title>Longwire</title><h1 style="color: #c00">Hello</h1><p id="data"></p>
<script>
  fetch("/data.json").then((response) => response.json()).then(({ answer }) => { data.textContent = answer; });
</script>`;

/** A web server that runs. */
export interface WebPage {
  /** Where the page is; `data.json` is beside it. */
  readonly url: string;
  close(): void;
}

/** Serves the page on a port of its own. */
export async function serveWebPage(): Promise<WebPage> {
  const server = createServer((request, response) => {
    const isPage = request.url === "/";
    response.writeHead(isPage || request.url === "/data.json" ? 200 : 404, {
      "Content-Type": isPage ? "text/html" : "application/json",
    });
    response.end(isPage ? PAGE : JSON.stringify({ answer: 42 }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
