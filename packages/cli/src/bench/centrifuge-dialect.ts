/**
 * The Centrifuge client protocol in JSON, as far as a load needs it: the hub's own, and Centrifugo's.
 */
import { CommandError, exitCodes } from "../command-error.ts";
import type { HubDialect, JoinStep } from "./hub-dialect.ts";

const CONNECT = 1;
const SUBSCRIBE = 2;

interface Message {
  readonly id?: number;
  readonly error?: { readonly code: number; readonly message: string };
  readonly push?: { readonly pub?: { readonly data: unknown } };
}

function join(text: string): JoinStep {
  const { id, error }: Message = JSON.parse(text);
  if (error !== undefined) {
    throw new CommandError(`the server answered with error ${error.code}: ${error.message}`, exitCodes.failed);
  }
  return id === CONNECT ? "connected" : id === SUBSCRIBE ? "subscribed" : "ignored";
}

/** Numbers of commands need not differ: nobody waits for the answer to a publish. */
const PUBLISH = 3;

/** @see HubDialect */
export const centrifugeDialect: HubDialect = {
  name: "centrifuge",
  greeting: `{"id":${CONNECT},"connect":{}}`,
  join,
  subscribe: (channel) => JSON.stringify({ id: SUBSCRIBE, subscribe: { channel } }),
  publish: (channel, data, key) => JSON.stringify({ id: PUBLISH, publish: { channel, data, key } }),
  dataOf: (text) => {
    const { push }: Message = JSON.parse(text);
    return push?.pub === undefined ? undefined : String(push.pub.data);
  },
  ping: "{}",
  pong: "{}",
  overheadBytes: '{"push":{"channel":"","pub":{"data":""}}}'.length,
};
