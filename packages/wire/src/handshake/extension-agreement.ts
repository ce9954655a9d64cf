/**
 * Agreeing on an extension (RFC 6455 §9.1), for both roles: the offers of one side meet the extensions of the other.
 * It knows no extension by name. At most one is agreed, because a connection has room for one `MessageTransform`.
 */
import type { ClientExtension, ExtensionElement, MessageTransform, ServerExtension } from "../extension.ts";
import type { HandshakeFailureId } from "./failure.ts";

/** An extension that both sides have agreed on. */
export interface AgreedExtension {
  /** The server's answer. */
  readonly element: ExtensionElement;
  /** Makes the transform for the connection; to be called once. */
  readonly create: () => MessageTransform;
}

/**
 * The server's choice: the first offer, in the client's order, that one of its extensions accepts.
 * Unknown and declined offers are passed over; the handshake goes on without them (RFC 7692 §5).
 */
export function chooseExtension(
  offers: readonly ExtensionElement[],
  supported: readonly ServerExtension[],
): AgreedExtension | undefined {
  for (const offer of offers) {
    const answer = supported.find(({ name }) => name === offer.name)?.accept(offer);
    if (answer !== undefined) {
      return { element: { name: offer.name, parameters: answer.parameters }, create: answer.create };
    }
  }
  return undefined;
}

/**
 * The client's look at the server's answer. An empty answer agrees on nothing.
 * @returns what was agreed, `undefined` for nothing, or the id of the failure.
 */
export function confirmExtensions(
  answers: readonly ExtensionElement[],
  offered: readonly ClientExtension[],
): AgreedExtension | HandshakeFailureId | undefined {
  // RFC 6455 §4.1: an extension that was not in the client's handshake fails the connection.
  if (answers.some((answer) => !offered.some(({ name }) => name === answer.name))) return "extension-not-offered";
  const [element, second] = answers;
  if (element === undefined) return undefined;
  if (second !== undefined) return second.name === element.name ? "extension-repeated" : "extensions-not-combinable";
  const create = offered.find(({ name }) => name === element.name)?.confirm(element);
  return create === undefined ? "extension-invalid" : { element, create };
}
