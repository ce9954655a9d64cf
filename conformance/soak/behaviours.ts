/**
 * What the clients of the soak do: they talk, stall, lie, and die, in many ways. Each behaviour is one connection from its
 * beginning to its end. It knows clients only; what they leave in the server is measured elsewhere.
 */
import { once } from "node:events";
import { encodeRawFrame, encodeRawRequest, RawPeer, type RawRequest, type SeededRandom } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";

/** One life. It may reject: an end of the connection at any moment is part of it. */
export type Behaviour = (port: number, random: SeededRandom) => Promise<void>;

const KEY = Uint8Array.of(9, 8, 7, 6);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const lies: readonly Uint8Array[] = [
  encodeRawFrame({ opcode: 1, payload: Buffer.from("no mask") }),
  encodeRawFrame({ opcode: 3, maskingKey: KEY }),
  encodeRawFrame({ opcode: 1, rsv: 4, maskingKey: KEY }),
  encodeRawFrame({ opcode: 0, maskingKey: KEY }),
  encodeRawFrame({ opcode: 9, fin: false, maskingKey: KEY }),
  encodeRawFrame({ opcode: 9, payload: new Uint8Array(126), maskingKey: KEY }),
  encodeRawFrame({ opcode: 1, payload: Uint8Array.of(0xff), maskingKey: KEY }),
  encodeRawFrame({ opcode: 2, declaredLength: 1n << 40n, lengthBytes: 8, maskingKey: KEY }),
  encodeRawFrame({ opcode: 8, payload: Uint8Array.of(3), maskingKey: KEY }),
];

const refused: readonly RawRequest[] = [
  { method: "POST" },
  { target: "//evil" },
  { headers: { Upgrade: "h2c" } },
  { headers: { "Sec-WebSocket-Version": "7" } },
  { headers: { Origin: "null" } },
];

/** By name; the soak picks them with equal chances. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  talk: async (port, random) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    await Promise.race([once(socket, "open"), socket.closed]);
    for (let i = random.below(15); i >= 0 && socket.readyState === socket.OPEN; i -= 1) {
      const size = random.below(4) === 0 ? random.below(100_000) : random.below(500);
      socket.send(random.below(2) === 0 ? "a".repeat(size) : Buffer.alloc(size));
      await Promise.race([once(socket, "message"), socket.closed]);
      await pause(random.below(10));
    }
    socket.close(random.below(2) === 0 ? 1000 : 4000 + random.below(999));
    await socket.closed;
  },
  stall: async (port, random) => {
    const peer = await RawPeer.open(port);
    peer.socket.pause();
    for (let i = 0; i < 20; i += 1) peer.sendMasked({ opcode: 2, payload: Buffer.alloc(60_000) });
    await pause(50 + random.below(600));
    if (random.below(2) === 0) peer.socket.resume();
    await pause(random.below(50));
    peer.destroy();
  },
  "stop within": async (port, random) => {
    const peer = await RawPeer.open(port);
    const frame = encodeRawFrame({ opcode: 2, fin: false, payload: Buffer.alloc(30_000), maskingKey: KEY });
    peer.write(frame.subarray(0, 1 + random.below(frame.length)));
    await Promise.race([peer.closed, pause(random.below(500))]);
    peer.destroy();
  },
  lie: async (port, random) => {
    const peer = await RawPeer.open(port);
    peer.sendMasked({ opcode: 1, payload: Buffer.from("the truth") });
    await peer.readFrame();
    peer.write(random.pick(lies));
    await peer.readClose();
    if (random.below(2) === 0) peer.end();
    else peer.sendMasked({ opcode: 8 });
    await Promise.race([peer.closed, pause(200)]);
    peer.destroy();
  },
  die: async (port, random) => {
    const peer = await RawPeer.open(port);
    for (let i = random.below(5); i > 0; i -= 1)
      peer.sendMasked({ opcode: 1, payload: Buffer.alloc(random.below(2000), 65) });
    await pause(random.below(20));
    if (random.below(2) === 0) peer.reset();
    else peer.destroy();
    await peer.closed;
  },
  "be refused": async (port, random) => {
    const peer = await RawPeer.connect(port);
    await peer.request(random.pick(refused));
    if (random.below(2) === 0) await Promise.race([peer.closed, pause(1200)]);
    peer.destroy();
  },
  "shake hands slowly": async (port, random) => {
    const peer = await RawPeer.connect(port);
    const request = encodeRawRequest();
    for (let at = 0; at < request.length && !peer.socket.destroyed; at += 30) {
      peer.write(request.slice(at, at + 30));
      await pause(random.below(150));
    }
    peer.destroy();
  },
  "ping and go quiet": async (port, random) => {
    const peer = await RawPeer.open(port);
    for (let i = 0; i < 200; i += 1) peer.sendMasked({ opcode: 9, payload: Buffer.alloc(random.below(126)) });
    await Promise.race([peer.closed, pause(random.below(900))]);
    peer.destroy();
  },
};
