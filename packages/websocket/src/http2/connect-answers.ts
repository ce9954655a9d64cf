/**
 * How a handshake over HTTP/2 is answered: HEADERS with 200 or a refusal, or a stream error where the request was malformed.
 * It tells whether the handshake came to something.
 */
import { constants, type ServerHttp2Stream } from "node:http2";
import {
  type AcceptedUpgrade,
  type AcceptOptions,
  acceptConnect,
  http2Refusal,
  type RefusalAnswer,
  type ResponseHead,
  refusals,
  type UpgradeRequest,
} from "@longwire/wire";
import type { HandshakeAnswers } from "../server/handshake-answers.ts";
import type { ByteStream } from "../streams/byte-stream.ts";
import { toNodeHeaders } from "./request-head.ts";

/** The answers on one stream. */
export class ConnectAnswers implements HandshakeAnswers {
  readonly #stream: ServerHttp2Stream;
  readonly #onRefused: () => void;
  #outcome: "none" | "accepted" | "refused" = "none";

  /** @param onRefused called when a refusal was sent. */
  constructor(stream: ServerHttp2Stream, onRefused: () => void) {
    this.#stream = stream;
    this.#onRefused = onRefused;
  }

  /** What was answered so far. */
  get outcome(): "none" | "accepted" | "refused" {
    return this.#outcome;
  }

  accept(request: UpgradeRequest, options: AcceptOptions): AcceptedUpgrade {
    return acceptConnect(request, options);
  }

  sendAccepted(_stream: ByteStream, { status, headers }: ResponseHead): void {
    this.#stream.respond({ ...toNodeHeaders(headers), ":status": status });
    this.#outcome = "accepted";
  }

  sendRefusal(_stream: ByteStream, answer: RefusalAnswer): void {
    const stream = this.#stream;
    const { head, body } = http2Refusal(answer);
    if (answer === refusals["connect-malformed"]) {
      // RFC 9113 §8.1.1: a malformed request is a stream error.
      stream.close(constants.NGHTTP2_PROTOCOL_ERROR);
    } else if (!stream.headersSent) {
      stream.respond({ ...toNodeHeaders(head.headers), ":status": head.status });
      stream.end(body);
    } else {
      // A listener of the application has answered: nothing of ours can follow.
      stream.close(constants.NGHTTP2_CANCEL);
    }
    this.#outcome = "refused";
    this.#onRefused();
  }
}
