/** The playground as its pages meet it: with the official client, against `longwire serve`. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Centrifuge, type PublicationContext } from "centrifuge";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "../testing/memory-io.ts";
import { type ChatEvent, chatChannel, endpointPath, metricsChannel, slowReaderQuery } from "./contract.ts";
import { Playground } from "./playground.ts";

async function serve(t: TestContext): Promise<string> {
  const io = new MemoryIo();
  const ended = runCommand(["serve", "--port", "0", "--data", "memory"], io);
  t.after(() => {
    // The second one does not wait.
    io.stop("SIGTERM");
    io.stop("SIGTERM");
    return ended;
  });
  await io.waitFor(/listening on/);
  return /listening on http:\/\/(\S+)\n/.exec(io.stdoutText)?.[1] ?? "";
}

function connect(t: TestContext, place: string, name?: string, query = ""): Centrifuge {
  const data = name === undefined ? null : { playground: { key: `key of ${name}, which is long`, name } };
  const client = new Centrifuge(`ws://${place}${endpointPath}${query}`, { data, websocket: WebSocket });
  t.after(() => client.disconnect());
  client.connect();
  return client;
}

async function enter(
  client: Centrifuge,
  channel: string,
): Promise<{ readonly next: () => Promise<PublicationContext> }> {
  const subscription = client.newSubscription(channel);
  const waiting: PublicationContext[] = [];
  let wake = (): void => undefined;
  subscription.on("publication", (publication) => {
    waiting.push(publication);
    wake();
  });
  subscription.subscribe();
  await subscription.ready();
  const next = async (): Promise<PublicationContext> => {
    for (;;) {
      const first = waiting.shift();
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { next };
}

const message = (id: string, text: string): object => ({ room: "tea", id, name: "Ada", text, at: 1 });

test("what one says the others hear, once however often it is said", async (t) => {
  const place = await serve(t);
  const [ada, bob] = [connect(t, place, "Ada"), connect(t, place, "Bob")];
  const heard = await enter(bob, chatChannel("tea"));
  await ada.ready();
  const first = (await ada.rpc("say", message("1", "hello"))).data;
  const again = (await ada.rpc("say", message("1", "hello"))).data;
  assert.deepEqual([first.offset, again], [1, first]);
  await assert.rejects(ada.rpc("say", message("1", "something else")), { code: 409 });
  await ada.rpc("say", message("2", "more"));
  const events = [await heard.next(), await heard.next()];
  const texts = events.map(({ data, offset }) => {
    const event = data as ChatEvent;
    return [event.type === "message" && event.message.text, offset];
  });
  assert.deepEqual(texts, [
    ["hello", 1],
    ["more", 2],
  ]);
});

test("a room knows who is there, under their last names, each person once", async (t) => {
  const place = await serve(t);
  const [ada, tab, bob] = [connect(t, place, "Ada"), connect(t, place, "Ada"), connect(t, place, "Bob")];
  const heard = await enter(bob, chatChannel("tea"));
  for (const client of [ada, tab]) await enter(client, chatChannel("tea"));
  await ada.send({ type: "rename", room: "tea", name: "Ada L." });
  const renamed = (await heard.next()).data as ChatEvent;
  assert.equal(renamed.type === "renamed" && renamed.person.name, "Ada L.");
  const people = (await bob.rpc("people", { room: "tea" })).data as { readonly name: string }[];
  assert.deepEqual(people.map(({ name }) => name).sort(), ["Ada L.", "Bob"]);
  await bob.send({ type: "typing", room: "tea", typing: true });
  const typing = await heard.next();
  // It is not kept.
  assert.equal(typing.offset, undefined);
});

test("only people of the playground speak, in calls that it checks", async (t) => {
  const place = await serve(t);
  const [ada, stranger] = [connect(t, place, "Ada"), connect(t, place)];
  await Promise.all([ada.ready(), stranger.ready()]);
  await assert.rejects(ada.publish(chatChannel("tea"), "anything"), { code: 103 });
  await assert.rejects(ada.rpc("say", { room: "tea" }), { code: 400 });
  await assert.rejects(ada.rpc("shout", {}), { code: 404 });
  await assert.rejects(stranger.rpc("say", message("1", "hello")), { code: 403 });
  const malformed = connect(t, place, "");
  const code = new Promise((resolve) => malformed.once("disconnected", (context) => resolve(context.code)));
  assert.equal(await code, 3501);
  // The rest of a server for development is as without the playground.
  await stranger.publish("news", { hello: 1 });
});

test("measurements have a history, and a slow reader gets the newest with gaps between", async (t) => {
  const place = await serve(t);
  const quick = connect(t, place, "Ada");
  const live = await enter(quick, metricsChannel);
  const first = await live.next();
  assert.equal((await live.next()).offset, (first.offset ?? 0) + 1);
  const { publications } = await quick.history(metricsChannel, { limit: 600 });
  assert.ok(publications.length >= (first.offset ?? 0));
  const slow = await enter(connect(t, place, "Bob", `?${slowReaderQuery}`), metricsChannel);
  const offsets = [(await slow.next()).offset ?? 0, (await slow.next()).offset ?? 0, (await slow.next()).offset ?? 0];
  assert.ok((offsets[2] ?? 0) - (offsets[0] ?? 0) > 4, offsets.join());
});

test("without built pages there are only channels", () => {
  const playground = new Playground({ report: () => undefined, pages: "/nowhere" });
  const others = (): void => undefined;
  assert.equal(playground.hasPages, false);
  assert.equal(playground.serve(others), others);
});
