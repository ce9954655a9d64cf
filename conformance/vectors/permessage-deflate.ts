/**
 * permessage-deflate on the wire: the examples of RFC 7692 §7.2.3, forms of an empty message, RSV1 where it must not be, and
 * what is no DEFLATE. RFC 7692 §6 and §7.2.
 */
import { failsWith, oneShotCodec, type Vector } from "@longwire/testkit";
import { createDeflateTransforms, type MessageTransform } from "@longwire/wire";

function agreed(noContextTakeover: boolean): () => MessageTransform {
  const direction = { noContextTakeover, windowBits: 15 };
  return () => createDeflateTransforms(oneShotCodec, { thresholdBytes: 0 })({ own: direction, peer: direction });
}

const alone = agreed(true);
const takeover = agreed(false);

function message(name: string, bytes: string[], event: string, transform = alone): Vector {
  return { name, section: "RFC 7692 §7.2.3", role: "both", bytes, transform, expect: { events: [event] } };
}

export const permessageDeflate: readonly Vector[] = [
  message("edge 54: one block with fixed codes", ["c1 07 f2 48 cd c9 c9 07 00"], 'text "Hello"'),
  message(
    "edge 54: the same in two fragments, RSV1 on the first",
    ["41 03 f2 48 cd 80 04 c9 c9 07 00"],
    'text "Hello"',
  ),
  message("edge 54: one stored block", ["c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00"], 'text "Hello"'),
  message("edge 54: a final block", ["c1 08 f3 48 cd c9 c9 07 00 00"], 'text "Hello"'),
  message("edge 54: two blocks", ["c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00"], 'text "Hello"'),
  message("edge 53: an empty message as one byte", ["c1 01 00"], 'text ""'),
  message("edge 53: an empty message as an empty block", ["c1 02 02 00"], 'text ""'),
  message("edge 53: an empty message as no byte", ["c1 00"], 'text ""'),
  {
    ...message("edge 54: a message that refers to the one before it", [], "", takeover),
    section: "RFC 7692 §7.2.3.2",
    bytes: ["c1 07 f2 48 cd c9 c9 07 00", "c1 05 f2 00 11 00 00"],
    expect: { events: ['text "Hello"', 'text "Hello"'] },
  },
  {
    ...message("edge 60: a message that is not compressed does not touch the window", [], "", takeover),
    section: "RFC 7692 §6.1",
    bytes: ["c1 07 f2 48 cd c9 c9 07 00", '81 03 "abc"', "c1 05 f2 00 11 00 00"],
    expect: { events: ['text "Hello"', 'text "abc"', 'text "Hello"'] },
  },
  {
    ...message("edge 57: without takeover nothing is left of the message before", [], ""),
    section: "RFC 7692 §7.1.1",
    bytes: ["c1 07 f2 48 cd c9 c9 07 00", "c1 05 f2 00 11 00 00"],
    expect: failsWith("payload-not-decodable", { events: ['text "Hello"'] }),
  },
  {
    ...message("edge 56: a block of the reserved type", ["c2 01 07"], ""),
    section: "RFC 7692 §7.2.2",
    expect: failsWith("payload-not-decodable"),
  },
  {
    ...message("edge 50: text that is not UTF-8 once it is decompressed", ["c1 08 00 02 00 fd ff c3 28 00"], ""),
    section: "RFC 6455 §8.1",
    expect: failsWith("text-not-utf8"),
  },
  {
    ...message("edge 43: RSV1 on a continuation", ["41 03 f2 48 cd c0 04 c9 c9 07 00"], ""),
    section: "RFC 7692 §6.1",
    expect: failsWith("reserved-bit-1"),
  },
  {
    ...message("edge 63: RSV1 on a Ping", ["c9 00"], ""),
    section: "RFC 7692 §6",
    expect: failsWith("reserved-bit-1"),
  },
];
