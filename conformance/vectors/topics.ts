/**
 * All vectors by topic, in the order of RFC 6455, then RFC 7692. It knows where they are and nothing else.
 */
import type { Vector } from "@longwire/testkit";
import { baseFraming } from "./base-framing.ts";
import { closeFrames } from "./close-frames.ts";
import { closing } from "./closing.ts";
import { controlFrames } from "./control-frames.ts";
import { fragmentation } from "./fragmentation.ts";
import { lengthMatrix } from "./length-matrix.ts";
import { limits } from "./limits.ts";
import { masking } from "./masking.ts";
import { permessageDeflate } from "./permessage-deflate.ts";
import { utf8 } from "./utf8.ts";

/** Title and vectors of each topic. */
export const vectorTopics: readonly (readonly [title: string, vectors: readonly Vector[]])[] = [
  ["base framing, §5.2", baseFraming],
  ["length matrix, §5.2", lengthMatrix],
  ["masking, §5.1 and §5.3", masking],
  ["fragmentation, §5.4", fragmentation],
  ["control frames, §5.5", controlFrames],
  ["Close frames, §5.5.1 and §7.4", closeFrames],
  ["closing handshake, §7", closing],
  ["UTF-8, §8.1", utf8],
  ["limits, §10.4", limits],
  ["permessage-deflate, RFC 7692", permessageDeflate],
];
