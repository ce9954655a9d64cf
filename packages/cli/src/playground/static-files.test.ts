import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { listen } from "../serve/listen.ts";
import { staticFiles } from "./static-files.ts";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

describe("static files", () => {
  const server = createServer();
  let folder = "";
  let port = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "longwire-static-"));
    await mkdir(join(folder, "dist", "assets"), { recursive: true });
    await writeFile(join(folder, "secret.txt"), "secret");
    await writeFile(join(folder, "dist", "index.html"), "<title>app</title>");
    await writeFile(join(folder, "dist", "assets", "app-abc.js"), "1");
    server.on("request", staticFiles(join(folder, "dist")));
    port = await listen(server, 0, "127.0.0.1", 1);
  });

  after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  // Not `fetch`, because it would tidy the path before it is sent.
  const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request({ port, path, method, headers, host: "127.0.0.1", agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
      });
      sent.on("error", reject).end();
    });

  test("the page, at its own path and at those of the app", async () => {
    for (const path of ["/", "/chat/lobby", "/chat/%E5%A4%A7%E5%8E%85", "/live?window=30"]) {
      const answer = await get(path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.body, "<title>app</title>");
      assert.match(answer.headers["content-type"] ?? "", /^text\/html/);
      assert.equal(answer.headers["cache-control"], "no-cache");
      assert.match(String(answer.headers["content-security-policy"]), /default-src 'self'/);
    }
  });

  test("hashed assets are immutable and scripts are scripts", async () => {
    const answer = await get("/assets/app-abc.js");
    assert.match(answer.headers["content-type"] ?? "", /javascript/);
    assert.match(answer.headers["cache-control"] ?? "", /immutable/);
  });

  test("an unchanged page is not sent again", async () => {
    const { headers } = await get("/");
    assert.equal((await get("/", { "If-None-Match": String(headers.etag) })).status, 304);
  });

  test("a missing asset is not the page", async () => {
    assert.equal((await get("/assets/app-old.js")).status, 404);
  });

  test("no way out of the folder", async () => {
    for (const path of [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/assets/..%5c..%5csecret.txt",
      "/%",
    ]) {
      assert.doesNotMatch((await get(path)).body, /^secret/, path);
    }
  });

  test("only GET and HEAD", async () => {
    const answer = await get("/", {}, "POST");
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.allow, "GET, HEAD");
  });
});
