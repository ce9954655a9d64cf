/**
 * Why a connection could not be made, in words, with what to try. It knows the errors of Node and of the handshake.
 */
import { HandshakeError } from "@longwire/websocket";
import { escapeControls } from "../frames/escape-text.ts";

const UNTRUSTED = "the certificate is not trusted (--ca FILE trusts it, --insecure trusts any)";

/** By the code of the error. */
const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ECONNRESET: "the server reset the connection",
  ENOTFOUND: "this host name is not known",
  EAI_AGAIN: "the host name could not be looked up just now",
  ETIMEDOUT: "no answer from there",
  EHOSTUNREACH: "there is no way to this host",
  ENETUNREACH: "there is no way to this network",
  EPROTO: "the server does not speak TLS as expected; is it ws: and not wss:?",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS here; is it ws: and not wss:?",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server does not speak TLS here; is it ws: and not wss:?",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
};

function describeHandshake({ failure, response }: HandshakeError): string {
  const status = response === undefined ? "" : `: it answered ${response.status} ${escapeControls(response.reason)}`;
  return `${failure.message}${status.trimEnd()} [${failure.section}]`;
}

/** One line about an error of an attempt. */
export function describeFailure(error: Error): string {
  if (error instanceof HandshakeError) return describeHandshake(error);
  // One error for each address that was tried; they rarely differ.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const lines = errors.map((each) => {
    const { code, message } = each as NodeJS.ErrnoException;
    return explanations[code ?? ""] ?? escapeControls(message);
  });
  return [...new Set(lines)].join("; ");
}
