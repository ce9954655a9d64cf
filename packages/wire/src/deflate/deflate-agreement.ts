/**
 * Agreeing on permessage-deflate (RFC 7692 §7.1), for both roles: which offer a server takes and what it answers, and
 * which answers a client accepts. It knows parameters; what is done to messages is in `deflate-transform.ts`.
 */
import type { ClientExtension, MessageTransform, ServerExtension } from "../extension.ts";
import {
  type DeflateParameters,
  deflateElement,
  parseDeflateParameters,
  permessageDeflateName,
} from "./deflate-parameters.ts";
import { MAX_WINDOW_BITS } from "./window-bits.ts";

/** One direction of an agreement. */
export interface DeflateDirection {
  /** Every message is compressed by itself, with nothing of the messages before it. */
  readonly noContextTakeover: boolean;
  /** The window is at most 2 to this power bytes; 8 to 15. */
  readonly windowBits: number;
}

/** What was agreed on, from where we stand. */
export interface AgreedDeflate {
  /** What we send. */
  readonly own: DeflateDirection;
  /** What the peer sends. */
  readonly peer: DeflateDirection;
}

/** Makes what an agreement does to messages; called once per connection. */
export type CreateDeflate = (agreed: AgreedDeflate) => MessageTransform;

/** What a server agrees on. */
export interface ServerDeflateTerms {
  /** Answer `server_no_context_takeover` also where the client did not ask for it (RFC 7692 §7.1.1.1 lets us). */
  readonly serverNoContextTakeover: boolean;
  /** Demand `client_no_context_takeover` of the client. */
  readonly clientNoContextTakeover: boolean;
  /** The largest window to compress with, 8 to 15. */
  readonly serverMaxWindowBits: number;
  /** Answer `server_max_window_bits` also where the client did not ask for it. Default false. */
  readonly announcesWindow?: boolean;
  /** Demand at most this window of clients that can be told so, 8 to 15. */
  readonly clientMaxWindowBits: number;
}

/** permessage-deflate for `AcceptOptions.extensions`. */
export function permessageDeflateServer(terms: ServerDeflateTerms, create: CreateDeflate): ServerExtension {
  return {
    name: permessageDeflateName,
    accept: (element) => {
      const offer = parseDeflateParameters(element);
      // RFC 7692 §7.1: an offer with anything wrong is declined, and the next one is looked at.
      if (offer === undefined) return undefined;
      const answer = answerTo(offer, terms);
      const agreed: AgreedDeflate = {
        own: {
          noContextTakeover: answer.serverNoContextTakeover,
          windowBits: Math.min(terms.serverMaxWindowBits, answer.serverMaxWindowBits ?? MAX_WINDOW_BITS),
        },
        peer: {
          noContextTakeover: answer.clientNoContextTakeover,
          windowBits: bitsOf(answer.clientMaxWindowBits),
        },
      };
      return { parameters: deflateElement(answer).parameters, create: () => create(agreed) };
    },
  };
}

function answerTo(offer: DeflateParameters, terms: ServerDeflateTerms): DeflateParameters {
  const { serverMaxWindowBits: offered, clientMaxWindowBits: bound } = offer;
  const announces = offered !== undefined || terms.announcesWindow === true;
  // RFC 7692 §7.1.2.2: not to be answered to a client that did not offer it.
  const demanded = bound === undefined ? MAX_WINDOW_BITS : Math.min(bitsOf(bound), terms.clientMaxWindowBits);
  return {
    // RFC 7692 §7.1.1.1: who accepts an offer with it must answer it.
    serverNoContextTakeover: offer.serverNoContextTakeover || terms.serverNoContextTakeover,
    // RFC 7692 §7.1.1.2: in an offer a hint; answered, an obligation.
    clientNoContextTakeover: offer.clientNoContextTakeover || terms.clientNoContextTakeover,
    serverMaxWindowBits: announces ? Math.min(offered ?? MAX_WINDOW_BITS, terms.serverMaxWindowBits) : undefined,
    clientMaxWindowBits: demanded < MAX_WINDOW_BITS ? demanded : undefined,
  };
}

/** permessage-deflate for `ClientHandshakeOptions.extensions`. @param offers in order of preference; at least one. */
export function permessageDeflateClient(offers: readonly DeflateParameters[], create: CreateDeflate): ClientExtension {
  return {
    name: permessageDeflateName,
    offers: () => offers.map(deflateElement),
    confirm: (element) => {
      const answer = parseDeflateParameters(element);
      if (answer === undefined) return undefined;
      const offer = offers.find((each) => answers(answer, each));
      if (offer === undefined) return undefined;
      const agreed: AgreedDeflate = {
        // A client may always do what it only hinted at.
        own: {
          noContextTakeover: answer.clientNoContextTakeover || offer.clientNoContextTakeover,
          windowBits: Math.min(bitsOf(answer.clientMaxWindowBits), bitsOf(offer.clientMaxWindowBits)),
        },
        peer: {
          noContextTakeover: answer.serverNoContextTakeover,
          windowBits: answer.serverMaxWindowBits ?? MAX_WINDOW_BITS,
        },
      };
      return () => create(agreed);
    },
  };
}

/** Whether an answer keeps the rules for `offer`. */
function answers(answer: DeflateParameters, offer: DeflateParameters): boolean {
  // RFC 7692 §7.1.1.1.
  if (offer.serverNoContextTakeover && !answer.serverNoContextTakeover) return false;
  // RFC 7692 §7.1.2.1: at most what was offered; without an offer the server may choose. Asked for, it must be answered.
  if (offer.serverMaxWindowBits !== undefined) {
    if (answer.serverMaxWindowBits === undefined || answer.serverMaxWindowBits > offer.serverMaxWindowBits)
      return false;
  }
  // RFC 7692 §7.1.2.2: with a value, only where it was offered, and at most what was offered.
  if (answer.clientMaxWindowBits === undefined) return true;
  if (answer.clientMaxWindowBits === "any" || offer.clientMaxWindowBits === undefined) return false;
  return answer.clientMaxWindowBits <= bitsOf(offer.clientMaxWindowBits);
}

function bitsOf(bits: number | "any" | undefined): number {
  return typeof bits === "number" ? bits : MAX_WINDOW_BITS;
}
