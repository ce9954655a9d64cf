/**
 * Vectors of RFC 6455 §5.1 and §5.3: who must mask, who must not, and what a masking key may be.
 * Their bytes are as on the wire.
 */
import { failsWith, type Vector } from "@longwire/testkit";

/** Vectors about masks. */
export const masking: readonly Vector[] = [
  ...["81 00", '81 05 "Hello"', "82 00", "88 00", "89 00", "8a 00"].map(
    (bytes): Vector => ({
      name: `edge 38: unmasked client frame ${bytes}`,
      section: "RFC 6455 §5.1",
      role: "server",
      masks: "as-written",
      bytes: [bytes],
      expect: failsWith("frame-not-masked"),
    }),
  ),
  {
    name: "edge 38: unmasked client frame fails at its second byte",
    section: "RFC 6455 §5.1",
    role: "server",
    masks: "as-written",
    bytes: ["81 05"],
    isFailFast: true,
    expect: failsWith("frame-not-masked"),
  },
  {
    name: "edge 38: unmasked continuation after a masked first fragment",
    section: "RFC 6455 §5.1",
    role: "server",
    masks: "as-written",
    bytes: ["01 82 00 00 00 00 61 62", "80 01 63"],
    expect: failsWith("frame-not-masked"),
  },
  ...["81 80 37 fa 21 3d", "82 80 00 00 00 00", "88 80 00 00 00 00", "89 80 00 00 00 00", "8a 80 00 00 00 00"].map(
    (bytes): Vector => ({
      name: `edge 38: masked server frame ${bytes}`,
      section: "RFC 6455 §5.1",
      role: "client",
      masks: "as-written",
      bytes: [bytes],
      expect: failsWith("frame-masked"),
    }),
  ),
  {
    name: "edge 38: masked server frame fails at its second byte",
    section: "RFC 6455 §5.1",
    role: "client",
    masks: "as-written",
    bytes: ["81 85"],
    isFailFast: true,
    expect: failsWith("frame-masked"),
  },
  {
    name: "edge 39: a masked frame of length 0 still has its four key bytes",
    section: "RFC 6455 §5.2",
    role: "server",
    masks: "as-written",
    bytes: ["81 80 37 fa 21 3d", "82 80 ff ff ff ff", "89 80 01 02 03 04", "81 81 00 00 00 01 61"],
    expect: { events: ['text ""', "binary", "ping", 'text "a"'], sent: ["8a 00"] },
  },
  {
    name: "edge 39: a key of zero is legal",
    section: "RFC 6455 §5.3",
    role: "server",
    masks: "as-written",
    bytes: ['81 85 00 00 00 00 "Hello"'],
    expect: { events: ['text "Hello"'] },
  },
  {
    name: "edge 39: a new key for each fragment, and the key begins anew with each frame",
    section: "RFC 6455 §5.3",
    role: "server",
    masks: "as-written",
    bytes: [
      "02 85 01 02 03 04 00 00 00 00 00  # 01 02 03 04 01",
      "00 81 ff 00 00 00 00              # ff",
      "80 82 10 20 30 40 00 00           # 10 20",
    ],
    expect: { events: ["binary 01 02 03 04 01 ff 10 20"] },
  },
  {
    name: "the masked Hello of the examples",
    section: "RFC 6455 §5.7",
    role: "server",
    masks: "as-written",
    bytes: ["81 85 37 fa 21 3d 7f 9f 4d 51 58"],
    expect: { events: ['text "Hello"'] },
  },
];
