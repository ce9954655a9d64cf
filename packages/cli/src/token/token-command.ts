/**
 * `longwire token`: its options, and which key signs. What a token is made of is the hub's.
 */
import { issueToken, parseDuration, type TokenSigning } from "@longwire/hub";
import type { Command, CommandIo } from "../command.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { loadConfig } from "../config/load-config.ts";
import { parseOptions } from "../parse-options.ts";

const help = `longwire token: a JSON Web Token for tests and development

Prints one token that a hub with the same secret accepts: a connection token, or with --channel a
subscription token. It is signed with HS256.

Usage:
  longwire token --user ID (--config FILE | --secret SECRET) [OPTIONS]

Options:
  --user ID        whose token it is; "" is an anonymous user
  --channel NAME   a token for a subscription to this channel
  --expires TIME   how long it holds, such as 90s, 1h or 24h (default: without end)
  --config FILE    take the secret from client.token.hmac_secret_key of this file, the one that
                   longwire serve is given; audience, issuer and the user's claim as well
  --secret SECRET  the secret itself. Others on this machine can see it in the list of processes
  --info JSON      what others see of the user, such as '{"name":"Ann"}'
  -h, --help       this page

Exit code 1: the file cannot be used, or has no secret.

Examples:
  longwire token --user 42 --secret secret --expires 1h
  longwire token --user 42 --channel room:7 --config hub.json
`;

interface Keys extends TokenSigning {
  readonly secret: string;
}

async function keysOf(path: string, isForChannel: boolean): Promise<Keys> {
  const { authentication } = await loadConfig(path);
  const { token, subscriptionToken } = authentication;
  const section = isForChannel && subscriptionToken !== undefined ? "subscription_token" : "token";
  const options = section === "token" ? token : subscriptionToken;
  const secret = options?.hmacSecret;
  if (typeof secret !== "string") {
    throw new CommandError(
      `${path} has no client.${section}.hmac_secret_key: who has the private key signs tokens`,
      exitCodes.failed,
    );
  }
  return { secret, audience: options?.audience, issuer: options?.issuer, userClaim: options?.userClaim };
}

function parseInfo(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError("--info must be JSON");
  }
}

function parseExpires(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs === undefined || durationMs === 0) {
    throw new CommandError(`--expires must be a duration such as 90s, 1h or 24h, not "${text}"`);
  }
  return durationMs;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseOptions(args, {
    user: { type: "string" },
    channel: { type: "string" },
    expires: { type: "string" },
    config: { type: "string" },
    secret: { type: "string" },
    info: { type: "string" },
  });
  const { user, channel, config, secret } = values;
  if (user === undefined) throw new CommandError('--user is missing; --user "" is an anonymous user');
  if (channel === "") throw new CommandError("--channel is empty");
  if ((config === undefined) === (secret === undefined)) throw new CommandError("give one of --config and --secret");
  if (secret === "") throw new CommandError("--secret is empty");
  const expiresInMs = values.expires === undefined ? undefined : parseExpires(values.expires);
  const info = values.info === undefined ? undefined : parseInfo(values.info);
  const keys: Keys = config === undefined ? { secret: secret ?? "" } : await keysOf(config, channel !== undefined);
  const token = await issueToken({ user, channel, expiresInMs, info }, keys, Date.now());
  io.stdout.write(`${token}\n`);
  return exitCodes.done;
}

/** @see help */
export const tokenCommand: Command = { name: "token", summary: "issue a token for tests and development", help, run };
