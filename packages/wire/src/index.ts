/**
 * @longwire/wire: the WebSocket protocol (RFC 6455) without I/O, for both roles.
 * This is the package's only entry; nothing else of it may be imported from outside.
 */
export { type CloseFacts, type CloseResult, closeResult } from "./connection/close-result.ts";
export type { TransportAction } from "./connection/closing-handshake.ts";
export { Connection, type ConnectionHandler, type ConnectionOptions } from "./connection/connection.ts";
export { ConnectionProfile, type ConnectionSettings } from "./connection/connection-profile.ts";
export { type ConnectionEvent, type ConnectionState, transitions } from "./connection/connection-state.ts";
export {
  type AgreedDeflate,
  type CreateDeflate,
  type DeflateDirection,
  permessageDeflateClient,
  permessageDeflateServer,
  type ServerDeflateTerms,
} from "./deflate/deflate-agreement.ts";
export type { DeflateCodec, Deflater, Inflater } from "./deflate/deflate-codec.ts";
export { type DeflateParameters, parseDeflateParameters, permessageDeflateName } from "./deflate/deflate-parameters.ts";
export { createDeflateTransforms, type DeflateChoices } from "./deflate/deflate-transform.ts";
export { parseWindowBits } from "./deflate/window-bits.ts";
export type { ConnectionDialect } from "./dialect.ts";
export type {
  ClientExtension,
  ExtensionElement,
  ExtensionParameter,
  MessagePart,
  MessageTransform,
  ServerExtension,
  SharedEncoder,
} from "./extension.ts";
export { encodedMessageLength, encodeMessage, writeMessage } from "./frame/encode-message.ts";
export {
  createFrameHeader,
  decodeFrameHeader,
  encodedHeaderLength,
  encodeFrameHeader,
  type FrameFields,
  type FrameHeader,
} from "./frame/frame-header.ts";
export { checkFrameLength, checkFrameStart, type FrameRules } from "./frame/frame-rules.ts";
export { copyMasked } from "./frame/mask.ts";
export { isControlOpcode, isDefinedOpcode, type Opcode, opcodes } from "./frame/opcode.ts";
export { acceptKey } from "./handshake/accept-key.ts";
export { isBase64Of16Bytes } from "./handshake/base64.ts";
export {
  ClientHandshake,
  type ClientHandshakeOptions,
  type HandshakeResult,
} from "./handshake/client-handshake.ts";
export { ConnectHandshake, type ConnectHandshakeOptions } from "./handshake/connect-handshake.ts";
export { acceptConnect, checkConnectRequest } from "./handshake/connect-request.ts";
export { encodeRequestHead, encodeResponseHead } from "./handshake/encode-head.ts";
export { formatExtensions, parseExtensions } from "./handshake/extension-header.ts";
export { type HandshakeFailure, type HandshakeFailureId, handshakeFailures } from "./handshake/failure.ts";
export {
  type HeaderLine,
  type HeadLimits,
  type Http2RequestHead,
  type HttpVersion,
  headerValues,
  type RequestHead,
  type ResponseHead,
} from "./handshake/head.ts";
export { isOriginAllowed, type OriginPolicy } from "./handshake/origin.ts";
export { type Refusal, type RefusalId, type RefusalRow, refusals } from "./handshake/refusal.ts";
export { type Http2Refusal, http2Refusal, type RefusalAnswer, refusalResponse } from "./handshake/refusal-response.ts";
export { RequestHeadParser, type RequestHeadResult } from "./handshake/request-head-parser.ts";
export { ResponseHeadParser, type ResponseHeadResult } from "./handshake/response-head-parser.ts";
export {
  type AcceptedUpgrade,
  type AcceptOptions,
  acceptUpgrade,
  checkUpgradeRequest,
  type UpgradeCheck,
  type UpgradeRequest,
} from "./handshake/server-handshake.ts";
export { parseSubprotocols, selectSubprotocol } from "./handshake/subprotocol.ts";
export { clientLimits, type Limits, serverLimits } from "./limits.ts";
export {
  type Close,
  closeCodes,
  createClose,
  decodeClosePayload,
  isReceivableCloseCode,
  maxReasonBytes,
} from "./message/close-payload.ts";
export { Utf8Validator } from "./message/utf8-validator.ts";
export type { Allocate, CopyMasked, NextMaskingKey, OutputMemory, Sha1 } from "./ports.ts";
export type { Role } from "./role.ts";
export { UsageError, type UsageErrorCode } from "./usage-error.ts";
export { type Violation, type ViolationId, type ViolationRow, violations } from "./violation.ts";
