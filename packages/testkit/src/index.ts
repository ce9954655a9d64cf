/**
 * @longwire/testkit: what the tests of Longwire stand on. Nothing outside of tests may import it.
 * This is the package's only entry; nothing else of it may be imported from outside.
 */
export { type BrokerUnderTest, describeBroker } from "./contracts/broker-contract.ts";
export {
  type ConnectionPeer,
  type ConnectionUnderTest,
  describeConnection,
} from "./contracts/connection-contract.ts";
export { describeHistoryStore, type HistoryStoreUnderTest } from "./contracts/history-store-contract.ts";
export { describePresenceStore, type PresenceStoreUnderTest } from "./contracts/presence-store-contract.ts";
export { describeRevocationStore, type RevocationStoreUnderTest } from "./contracts/revocation-store-contract.ts";
export { CountingAllocate } from "./counting-allocate.ts";
export { byteByByte, type Cut, randomCuts, splitAt, whole } from "./cuts.ts";
export { FaultLink } from "./fault-link/fault-link.ts";
export type { LinkWeather } from "./fault-link/link-direction.ts";
export { formatHex, joinBytes, parseHex } from "./hex.ts";
export { connectHeaders, Http2Peer, Http2Tunnel } from "./http2-peer.ts";
export { createHubClock, createHubRandom } from "./hub-ports.ts";
export { Link, type LinkEnd, type LinkOptions } from "./link.ts";
export { type MemoryClose, MemoryConnection } from "./memory-connection.ts";
export { oneShotCodec } from "./one-shot-codec.ts";
export { ProtocolClient } from "./protocol-client.ts";
export { encodeRawFrame, type FoundFrame, maskFrames, type RawFrame, splitFrames, xorWithKey } from "./raw-frame.ts";
export {
  connectFields,
  encodeHeaders,
  encodeHttp2Frame,
  http2Frames,
  type RawHttp2Frame,
  RawHttp2Peer,
  uint32,
} from "./raw-http2.ts";
export { acceptOf, encodeRawRequest, type RawAnswer, RawPeer, type RawRequest } from "./raw-peer.ts";
export { RawServer } from "./raw-server.ts";
export { RecordEvents, summary } from "./record-events.ts";
export { ReversingTransform } from "./reversing-transform.ts";
export { SeededRandom } from "./seeded-random.ts";
export { createExpired, createSelfSigned, type SelfSigned } from "./self-signed.ts";
export { createTestHub, type TestHub, type TestHubOptions } from "./test-hub.ts";
export { turns } from "./turns.ts";
export { until } from "./until.ts";
export { closeBlockBytes, closeFrameFor, type Expectation, failsWith, type Vector } from "./vector.ts";
export { exampleMaskingKey, rolesOf, runVector } from "./vector-runner.ts";
export { VirtualClock } from "./virtual-clock.ts";
