/**
 * The HTTP API of a hub, after Centrifugo's server API: which request is answered how. It knows no HTTP server.
 */
import { errors, JsonReader } from "@longwire/protocol";
import type { Hub } from "../hub.ts";
import type { HubProblem } from "../hub-services.ts";
import type { Clock } from "../ports/clock.ts";
import { createSystemClock } from "../runtime/system-clock.ts";
import { type AccessRefusal, ApiAccess, type ApiAccessOptions } from "./api-access.ts";
import type { ApiRequest, ApiResponse } from "./api-message.ts";
import {
  type ApiContext,
  type ApiError,
  type ApiReply,
  badRequest,
  callMethod,
  type Members,
  toApiError,
} from "./api-method.ts";
import { apiMethods } from "./api-methods.ts";
import { runBatch } from "./batch.ts";
import { type Health, HealthCheck } from "./health.ts";
import { openApiDocument } from "./open-api.ts";
import { maxJsonDepth, ParameterFault, readMembers } from "./parameter.ts";
import { toJsonText } from "./to-json-text.ts";

/** Options of the API. */
export interface ApiOptions extends ApiAccessOptions {
  /** How this node is called. Default "longwire". */
  readonly nodeName?: string | undefined;
  /** Version of the server. Default "". */
  readonly version?: string | undefined;
  /** Longest body that is accepted; a longer one is answered with 413. Default 1 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** How long `/health` waits for the broker. Default 1 s. */
  readonly healthDeadlineMs?: number | undefined;
  /** Told what failed and the caller is not told of. Default: nobody. */
  readonly report?: ((problem: HubProblem) => void) | undefined;
  /** Told of requests without the right to use the API. It must not throw. Default: nobody. */
  readonly onRefused?: ((refusal: AccessRefusal) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** Answers a request. Never rejects. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiResponse>;

/** @see ApiOptions */
export const defaultMaxBodyBytes: number = 1024 * 1024;

/** Makes the API of `hub`. */
export function createApi(hub: Hub, options: ApiOptions = {}): ApiHandler {
  const { nodeName = "longwire", version = "", healthDeadlineMs = 1000, report = () => undefined } = options;
  const { clock = createSystemClock(), maxBodyBytes = defaultMaxBodyBytes } = options;
  const context: ApiContext = { hub, nodeName, version, report };
  const access = new ApiAccess(options);
  const check = new HealthCheck(hub, clock, healthDeadlineMs);
  const document = JSON.stringify(openApiDocument(version));
  return async (request) => {
    const path = pathOf(request.path);
    if (path === "/health") return whenRead(request, async () => toResponse(await check.health()));
    if (path === "/ready") return whenRead(request, () => toResponse(check.ready()));
    if (path === "/api/openapi.json") return whenRead(request, () => respond(200, document));
    if (path !== "/api" && !path.startsWith("/api/"))
      return fail(404, { code: errors.methodNotFound.code, message: "not found" });
    if (request.method !== "POST") return notAllowed("POST");
    const refusal = access.refusalOf(request);
    if (refusal !== undefined) {
      options.onRefused?.(refusal);
      return fail(refusal.status, {
        code: errors.unauthorized.code,
        message: `${errors.unauthorized.message}: ${refusal.detail}`,
      });
    }
    if (request.body.length > maxBodyBytes) return tooLong(maxBodyBytes);
    return call(context, path, request.body);
  };
}

/** What is answered to a body of more than `maxBodyBytes`. */
export function tooLong(maxBodyBytes: number): ApiResponse {
  return fail(413, badRequest(`the body is longer than ${maxBodyBytes} bytes`));
}

async function call(context: ApiContext, path: string, body: Uint8Array): Promise<ApiResponse> {
  const name = path.slice("/api/".length);
  const method = apiMethods.get(name);
  try {
    const text = textOf(body);
    if (name === "") return respond(200, await callEach(context, text));
    if (name === "batch") return respond(200, toJsonText(await runBatch(context, membersOf(text))));
    if (method === undefined) return fail(404, methodNotFound(name));
    return respond(200, toJsonText(await callMethod(method, context, membersOf(text))));
  } catch (error) {
    return fail(error instanceof ParameterFault ? 400 : 500, toApiError(error, context.report, name));
  }
}

/** The older form: `{"method":…,"params":…}` in the body, or several of them, one after the other. */
async function callEach(context: ApiContext, text: string): Promise<string> {
  const commands: Members[] = [];
  const reader = new JsonReader(text.trimEnd());
  do {
    const command = reader.readText(maxJsonDepth);
    if (command === undefined) throw new ParameterFault("the body must be JSON objects with method and params");
    commands.push(readMembers(command, "the body"));
  } while (reader.position < text.trimEnd().length);
  const replies: string[] = [];
  for (const command of commands) replies.push(toJsonText(await callNamed(context, command)));
  return replies.join("\n");
}

async function callNamed(context: ApiContext, command: Members): Promise<ApiReply> {
  const name: unknown = JSON.parse(command.get("method") ?? "null");
  if (typeof name !== "string") return { error: badRequest("method must be text") };
  const method = apiMethods.get(name);
  if (method === undefined) return { error: methodNotFound(name) };
  const params = command.get("params") ?? "null";
  if (params !== "null" && !params.startsWith("{")) return { error: badRequest("params must be a JSON object") };
  return callMethod(method, context, membersOf(params === "null" ? "" : params));
}

function methodNotFound(name: string): ApiError {
  const { code, message } = errors.methodNotFound;
  return { code, message: `${message}: there is no method ${JSON.stringify(name.slice(0, 60))}` };
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new ParameterFault("the body is not UTF-8");
  }
}

/** No body is as good as an empty object. */
function membersOf(text: string): Members {
  return readMembers(text === "" ? "{}" : text, "the body");
}

function pathOf(target: string): string {
  const queryAt = target.indexOf("?");
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function whenRead(
  { method }: ApiRequest,
  answer: () => ApiResponse | Promise<ApiResponse>,
): ApiResponse | Promise<ApiResponse> {
  return method === "GET" || method === "HEAD" ? answer() : notAllowed("GET, HEAD");
}

function toResponse(health: Health): ApiResponse {
  return health.ok ? respond(200, "{}") : respond(503, JSON.stringify({ error: health.why }));
}

function notAllowed(allow: string): ApiResponse {
  return fail(405, badRequest(`the method must be one of: ${allow}`), { allow });
}

function fail(status: number, error: ApiError, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  return respond(status, JSON.stringify({ error }), headers);
}

function respond(status: number, body: string, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  const common = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
  return { status, headers: { ...common, ...headers }, body };
}
