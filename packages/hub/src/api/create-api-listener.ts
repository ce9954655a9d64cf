/**
 * The API as a listener of Node's HTTP servers: reads bodies within their limit, and writes responses.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Hub } from "../hub.ts";
import type { ApiResponse } from "./api-message.ts";
import { type ApiOptions, createApi, defaultMaxBodyBytes, tooLong } from "./create-api.ts";

/** Serves the API of `hub`: `http.createServer(createApiListener(hub, { key }))`. */
export function createApiListener(hub: Hub, options: ApiOptions = {}): RequestListener {
  const api = createApi(hub, options);
  const { maxBodyBytes = defaultMaxBodyBytes, report } = options;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, maxBodyBytes);
    if (body === undefined) {
      // What is still to come is not read.
      response.setHeader("connection", "close");
      write(response, tooLong(maxBodyBytes));
      return;
    }
    const { method = "", url = "", headers } = request;
    write(response, await api({ method, path: url, headers, body }));
  };
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // The client went away while it was read; anything else is ours.
      if (!request.destroyed) report?.({ where: "api", error });
      response.destroy();
    });
  };
}

/** @returns `undefined` when it is longer than `maxBytes`. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      resolve(undefined);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

function write(response: ServerResponse, { status, headers, body }: ApiResponse): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
