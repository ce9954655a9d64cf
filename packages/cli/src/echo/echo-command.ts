/**
 * `longwire echo`: its options, what it prints, and how it ends. The serving is in `echo-server.ts`.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { WebSocketServer } from "@longwire/websocket";
import type { Command, CommandIo } from "../command.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { parseOptions, wholeNumber } from "../parse-options.ts";
import { readOptionFile } from "../read-option-file.ts";
import { type EchoOptions, startEchoServer } from "./echo-server.ts";

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;
const MAX_PORT = 65_535;

const help = `longwire echo: a WebSocket server that sends every message back

Point a client, a conformance suite or a load tool at it. Text comes back as text, binary as
binary, one message for one message. A client that does not read is not read from either, so memory
stays bounded. To leave load tools alone it has no heartbeat, no time limits, no limit on
handshakes, and it takes pages of any origin: do not leave it open to strangers.

Usage:
  longwire echo --port N [OPTIONS]

Options:
  --port N             port to listen on, 0 to 65535; 0 picks a free one, and the URL that is
                       printed tells which
  --host H             address to listen on (default: ${DEFAULT_HOST}, this machine only;
                       0.0.0.0 is all of IPv4)
  --max-payload BYTES  longest message that is accepted, in bytes; longer ones close the connection
                       with 1009 (default: ${DEFAULT_MAX_PAYLOAD_BYTES}, that is 64 MiB)
  --tls CERT,KEY       serve wss: with this certificate and key, two PEM files
  --deflate            agree on permessage-deflate (RFC 7692) with clients that offer it
  --http2              take WebSockets over HTTP/2 too (RFC 8441), on the same port; its limits on
                       tunnels and refusals are lifted
  --fanout             send every message to every connection, the sender included. A slow reader
                       slows all senders down; one that reads nothing for 10 seconds is cut off
  -h, --help           this page

Ctrl+C or SIGTERM closes every connection with 1001 and ends with exit code 0; a second one does
not wait for the clients' answers. Exit code 1: the port cannot be opened.

Examples:
  longwire echo --port 9001
  longwire echo --port 9443 --tls cert.pem,key.pem --max-payload 1048576
`;

function parseEchoOptions(args: readonly string[]): EchoOptions {
  const { values } = parseOptions(args, {
    port: { type: "string" },
    host: { type: "string", default: DEFAULT_HOST },
    "max-payload": { type: "string" },
    tls: { type: "string" },
    fanout: { type: "boolean", default: false },
    deflate: { type: "boolean", default: false },
    http2: { type: "boolean", default: false },
  });
  if (values.port === undefined) throw new CommandError("--port is missing");
  const maxPayload = values["max-payload"];
  return {
    port: wholeNumber("--port", values.port, 0, MAX_PORT),
    host: values.host,
    maxPayloadBytes:
      maxPayload === undefined
        ? DEFAULT_MAX_PAYLOAD_BYTES
        : wholeNumber("--max-payload", maxPayload, 0, Number.MAX_SAFE_INTEGER),
    tls: values.tls === undefined ? undefined : readTls(values.tls),
    isFanOut: values.fanout,
    compresses: values.deflate,
    isHttp2: values.http2,
  };
}

function readTls(value: string): { cert: Buffer; key: Buffer } {
  const [cert = "", key = "", ...rest] = value.split(",");
  if (cert === "" || key === "" || rest.length > 0) {
    throw new CommandError("--tls takes two files with a comma between them: --tls cert.pem,key.pem");
  }
  return { cert: readOptionFile("--tls", cert), key: readOptionFile("--tls", key) };
}

/** Waits for the port. @throws CommandError when it cannot be opened. */
async function untilListening(server: WebSocketServer, { host, port }: EchoOptions): Promise<void> {
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // the only event that rejects is the server's error
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: "another program uses this port; choose another one, or 0 for any free one",
      EACCES: "no permission to use this port",
      EADDRNOTAVAIL: "this machine has no such address",
      ENOTFOUND: "this host name is not known",
    };
    const reason = reasons[code ?? ""] ?? message;
    throw new CommandError(`cannot listen on ${hostInUrl(host)}:${port}: ${reason}`, exitCodes.failed);
  }
}

function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function announce(io: CommandIo, server: WebSocketServer, options: EchoOptions): void {
  const { address, port } = server.address() as AddressInfo; // it listens on a port
  const mode = options.isFanOut ? "every message goes to every connection" : "messages come back to their sender";
  io.stderr.write(
    `longwire echo: ${mode}, up to ${options.maxPayloadBytes} bytes; made for tests: no heartbeat, no handshake or ` +
      "message time-out, no limit on connections, any origin\n",
  );
  io.stdout.write(`listening on ${options.tls === undefined ? "ws" : "wss"}://${hostInUrl(address)}:${port}\n`);
}

/** Ends when the server has closed, which a signal begins. */
async function untilStopped(io: CommandIo, server: WebSocketServer): Promise<void> {
  let isStopping = false;
  await new Promise<void>((resolve) => {
    io.onStopSignal(() => {
      if (isStopping) for (const socket of server.clients) socket.terminate();
      isStopping = true;
      server.close({ code: 1001 }).then(resolve);
    });
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const options = parseEchoOptions(args);
  const server = startEchoServer(options);
  await untilListening(server, options);
  // Such as a shortage of file descriptors: the connections that exist go on.
  server.on("error", (error) => io.stderr.write(`longwire echo: ${error.message}\n`));
  announce(io, server, options);
  await untilStopped(io, server);
  return exitCodes.done;
}

/** The command. */
export const echoCommand: Command = {
  name: "echo",
  summary: "a WebSocket server that sends every message back",
  help,
  run,
};
