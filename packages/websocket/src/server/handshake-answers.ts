/**
 * How the answer to a handshake is written: over HTTP/1.1 as bytes of the stream itself. `http2/connect-answers.ts` does it
 * for a stream of HTTP/2, whose head is no part of its bytes. It knows no rule of the handshake.
 */
import {
  type AcceptedUpgrade,
  type AcceptOptions,
  acceptUpgrade,
  encodeResponseHead,
  type RefusalAnswer,
  type ResponseHead,
  refusalResponse,
  type UpgradeRequest,
} from "@longwire/wire";
import type { ByteStream } from "../streams/byte-stream.ts";

/** The answers of one version of HTTP. Exactly one is sent per stream. */
export interface HandshakeAnswers {
  /** Makes the response and the connection. @throws UsageError for what cannot be sent. */
  accept(request: UpgradeRequest, options: AcceptOptions): AcceptedUpgrade;
  /** Sends the response of `accept`; frames follow. */
  sendAccepted(stream: ByteStream, response: ResponseHead): void;
  /** Sends a refusal and ends our direction. @throws UsageError, with nothing sent, for an answer that cannot be sent. */
  sendRefusal(stream: ByteStream, answer: RefusalAnswer): void;
}

/** Over HTTP/1.1. */
export const http1Answers: HandshakeAnswers = {
  accept: acceptUpgrade,
  sendAccepted: (stream, response) => stream.write([encodeResponseHead(response)]),
  sendRefusal: (stream, answer) => {
    const response = refusalResponse(answer);
    stream.write([response]);
    stream.end();
  },
};
