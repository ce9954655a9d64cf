import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Command, command } from "../messages/command.ts";
import { type Reply, reply } from "../messages/reply.ts";
import { Payload } from "../payload.ts";
import { type DecodeFault, defaultDecodeLimits } from "../schema/decode-fault.ts";
import { isDefault } from "../schema/is-default.ts";
import type { FieldType, MessageType, ScalarType } from "../schema/message-type.ts";
import type { Codec, Frame } from "./codec.ts";
import { jsonCodec } from "./json-codec.ts";
import { protobufCodec } from "./protobuf-codec.ts";

const codecs: readonly Codec[] = [jsonCodec, protobufCodec];

const scalars: Record<ScalarType, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: "binary" }),
  bool: fc.boolean(),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint64: fc.maxSafeNat(),
  int64: fc.maxSafeInteger(),
  payload: fc.json().map((text) => Payload.fromJson(text)),
};

function arbitraryOf(type: FieldType, depth: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "scalar":
      return scalars[type.scalar];
    case "message":
      return messageOf(type.message(), depth - 1);
    case "list":
      return fc.array(arbitraryOf(type.of, depth), { maxLength: 3 });
    case "map":
      return fc
        .array(fc.tuple(fc.string(), arbitraryOf(type.of, depth)), { maxLength: 3 })
        .map((entries) => new Map(entries));
  }
}

/** Any message of `type`, in the form in which it is decoded: without what is a default. */
function messageOf(type: MessageType<object>, depth: number): fc.Arbitrary<object> {
  const fields = type.fields.filter((field) => depth > 0 || field.type.kind === "scalar");
  const values = Object.fromEntries(fields.map((field) => [field.property, arbitraryOf(field.type, depth)]));
  return fc.record(values, { requiredKeys: [] }).map((message) => {
    const kept = fields.filter(
      ({ property, type: of }) => message[property] !== undefined && !isDefault(message[property], of),
    );
    return Object.fromEntries(kept.map(({ property }) => [property, message[property]]));
  });
}

/** Payloads are compared by their text: one codec reads bytes, the other text. */
function plain(value: unknown): unknown {
  if (value instanceof Payload) return { json: value.json };
  if (value instanceof Map) return new Map([...value].map(([name, item]) => [name, plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

describe("a reply in JSON", () => {
  it("has what clients read without asking whether it is there, also when there is nothing", () => {
    const rows: readonly (readonly [Reply, string])[] = [
      [{ presenceStats: {} }, '{"presence_stats":{"num_clients":0,"num_users":0}}'],
      [{ presence: {} }, '{"presence":{"presence":{}}}'],
      [{ history: {} }, '{"history":{"publications":[],"epoch":"","offset":0}}'],
      [
        { push: { channel: "c", join: { info: {} } } },
        '{"push":{"channel":"c","join":{"info":{"user":"","client":""}}}}',
      ],
      [{ subscribe: {} }, '{"subscribe":{}}'],
    ];
    for (const [given, text] of rows) assert.equal(jsonCodec.encodeReply(given), text);
  });
});

for (const codec of codecs) {
  describe(`messages in ${codec.name}`, () => {
    it("come back as they went, one or many in a frame", () => {
      const commands = fc.array(messageOf(command, 3), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(commands, (messages) => {
          const frame = codec.join(messages.map((message) => codec.encodeCommand(message as Command)));
          const decoded = codec.decodeCommands(frame, defaultDecodeLimits);
          assert.deepEqual(decoded.ok && decoded.messages.map(plain), messages.map(plain));
        }),
      );
      fc.assert(
        fc.property(messageOf(reply, 3), (message) => {
          const decoded = codec.decodeReplies(codec.encodeReply(message as Reply), defaultDecodeLimits);
          assert.deepEqual(decoded.ok && decoded.messages.map(plain), [plain(message)]);
        }),
      );
    });

    it("never throw on what a frame contains", () => {
      const frames: fc.Arbitrary<Frame> = codec.name === "json" ? fc.string({ unit: "binary" }) : fc.uint8Array();
      const damaged = fc.tuple(messageOf(command, 3), fc.nat(), fc.nat(255)).map(([message, at, byte]): Frame => {
        const frame = codec.encodeCommand(message as Command);
        if (typeof frame === "string")
          return (
            frame.slice(0, at % (frame.length + 1)) +
            String.fromCharCode(byte) +
            frame.slice((at % (frame.length + 1)) + 1)
          );
        const copy = frame.slice();
        if (copy.length > 0) copy[at % copy.length] = byte;
        return copy;
      });
      fc.assert(
        fc.property(fc.oneof(frames, damaged), (frame) => {
          const decoded = codec.decodeCommands(frame, defaultDecodeLimits);
          assert.ok(decoded.ok ? decoded.messages.length > 0 : decoded.fault.length > 0);
        }),
        { numRuns: 2000 },
      );
    });

    it("have bounds: messages in a frame, entries, depth", () => {
      const ping = codec.encodeCommand({ id: 1, ping: {} });
      const frameOf = (count: number): Frame => codec.join(Array.from({ length: count }, () => ping));
      const faultOf = (frame: Frame): DecodeFault | "none" => {
        const decoded = codec.decodeCommands(frame, defaultDecodeLimits);
        return decoded.ok ? "none" : decoded.fault;
      };
      assert.deepEqual([faultOf(frameOf(256)), faultOf(frameOf(257))], ["none", "too-many"]);
      const withHeaders = (count: number): Frame =>
        codec.encodeCommand({ connect: { headers: new Map(Array.from({ length: count }, (_, i) => [`h${i}`, "1"])) } });
      assert.deepEqual([faultOf(withHeaders(512)), faultOf(withHeaders(513))], ["none", "too-many"]);
      const withValues = (count: number): Frame =>
        codec.encodeCommand({ subscribe: { tf: { vals: Array.from({ length: count }, () => "x") } } });
      assert.deepEqual([faultOf(withValues(512)), faultOf(withValues(513))], ["none", "too-many"]);
      const withDepth = (levels: number): Frame => {
        let tf: object = { key: "a" };
        // The command, its request and the innermost node are levels too.
        for (let i = 3; i < levels; i += 1) tf = { op: "not", nodes: [tf] };
        return codec.encodeCommand({ subscribe: { tf } });
      };
      assert.deepEqual([faultOf(withDepth(32)), faultOf(withDepth(33))], ["none", "too-deep"]);
    });
  });
}

describe("JSON frames", () => {
  const faults: readonly (readonly [string, string, DecodeFault])[] = [
    ["no JSON", "hello", "malformed"],
    ["nothing", "", "malformed"],
    ["only line breaks", "\n\n", "malformed"],
    ["an array", "[]", "malformed"],
    ["a string for a number", '{"id":"1"}', "malformed"],
    ["a fraction for a number", '{"id":1.5}', "number-out-of-range"],
    ["a negative id", '{"id":-1}', "number-out-of-range"],
    ["an id above 32 bits", '{"id":4294967296}', "number-out-of-range"],
    ["an offset above 2^53", '{"subscribe":{"offset":9007199254740992}}', "number-out-of-range"],
    ["a number for a text", '{"subscribe":{"channel":1}}', "malformed"],
    ["a list for a message", '{"subscribe":[]}', "malformed"],
    ["a lone surrogate in a text", '{"subscribe":{"channel":"\\ud800"}}', "malformed"],
    ["null in a list", '{"subscribe":{"tf":{"vals":[null]}}}', "malformed"],
    ["a line break within a value", '{"id":\n1}', "malformed"],
    ["a fault in the second command", '{"id":1,"ping":{}}\n{"id":', "malformed"],
    ["a payload that is too deep", `{"send":{"data":${"[".repeat(129)}${"]".repeat(129)}}}`, "too-deep"],
  ];
  for (const [name, frame, fault] of faults) {
    it(`refuse ${name}`, () => {
      assert.deepEqual(jsonCodec.decodeCommands(frame, defaultDecodeLimits), { ok: false, fault });
    });
  }

  it("keep a payload's text as it was written, digits and all", () => {
    const text = '{"n":12345678901234567890.10,"s":"\\u00e9"}';
    const decoded = jsonCodec.decodeCommands(
      `{"id":1,"publish":{"channel":"c","data":  ${text} }}`,
      defaultDecodeLimits,
    );
    assert.ok(decoded.ok);
    assert.equal(decoded.messages[0]?.publish?.data?.json, text);
    const sent = jsonCodec.encodeReply({
      push: { channel: "c", pub: { data: decoded.messages[0]?.publish?.data as Payload } },
    });
    assert.equal(sent, `{"push":{"channel":"c","pub":{"data":${text}}}}`);
  });

  it("step over unknown names and take null for absent", () => {
    const frame = '{"id":1,"later":{"x":[1,{"y":null}]},"ping":{},"publish":null}\r\n';
    assert.deepEqual(jsonCodec.decodeCommands(frame, defaultDecodeLimits), {
      ok: true,
      messages: [{ id: 1, ping: {} }],
    });
  });

  it("have names of members that are no names of objects", () => {
    const frame = '{"connect":{"headers":{"__proto__":"a","constructor":"b"}},"__proto__":{"id":7}}';
    const decoded = jsonCodec.decodeCommands(frame, defaultDecodeLimits);
    assert.ok(decoded.ok);
    assert.deepEqual(
      [...(decoded.messages[0]?.connect?.headers ?? [])],
      [
        ["__proto__", "a"],
        ["constructor", "b"],
      ],
    );
    assert.equal(decoded.messages[0]?.id, undefined);
  });

  it("cannot hold a payload that is no JSON text", () => {
    const bytes = Payload.fromBytes(Uint8Array.of(0xff, 0x00));
    assert.throws(() => jsonCodec.encodeReply({ push: { pub: { data: bytes } } }), { code: "ERR_PAYLOAD_NOT_JSON" });
  });

  it("have no line break within a message, whatever the payload had", () => {
    const data = Payload.fromJson('{\r\n"a": "x\\n"\n}');
    assert.equal(jsonCodec.encodeReply({ rpc: { data } }), '{"rpc":{"data":{  "a": "x\\n" }}}');
  });
});

describe("Protobuf frames", () => {
  const faults: readonly (readonly [string, readonly number[], DecodeFault])[] = [
    ["nothing", [], "malformed"],
    ["a length beyond the frame", [3, 8, 1], "malformed"],
    ["a length without end", [0x80, 0x80], "malformed"],
    ["a length above 2^31", [0xff, 0xff, 0xff, 0xff, 0x0f], "malformed"],
    ["a field number of 0", [1, 0], "malformed"],
    ["a wire type that does not exist", [2, 0x0f, 0], "malformed"],
    ["a text for a number", [3, 0x0a, 1, 0x31], "malformed"],
    ["text that is no UTF-8", [5, 0x2a, 3, 0x0a, 1, 0xff], "malformed"],
  ];
  for (const [name, bytes, fault] of faults) {
    it(`refuse ${name}`, () => {
      assert.deepEqual(protobufCodec.decodeCommands(Uint8Array.from(bytes), defaultDecodeLimits), { ok: false, fault });
    });
  }

  it("refuse an offset above 2^53", () => {
    // Field 5 (subscribe), within it field 7 (offset) = 2^53.
    const frame = Uint8Array.of(11, 0x2a, 9, 0x38, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10);
    assert.deepEqual(protobufCodec.decodeCommands(frame, defaultDecodeLimits), {
      ok: false,
      fault: "number-out-of-range",
    });
  });

  it("step over unknown fields of every wire type", () => {
    const frame = Uint8Array.of(23, 0x08, 1, 0xf8, 1, 5, 0xf9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xfd, 1, 0, 0, 0, 0, 0x5a, 0);
    assert.deepEqual(protobufCodec.decodeCommands(frame, defaultDecodeLimits), {
      ok: true,
      messages: [{ id: 1, ping: {} }],
    });
  });

  it("give payloads with memory of their own", () => {
    const frame = protobufCodec.encodeCommand({ send: { data: Payload.fromBytes(Uint8Array.of(1, 2, 3)) } });
    const decoded = protobufCodec.decodeCommands(frame, defaultDecodeLimits);
    frame.fill(0);
    assert.ok(decoded.ok);
    assert.deepEqual(decoded.messages[0]?.send?.data?.bytes, Uint8Array.of(1, 2, 3));
  });
});
