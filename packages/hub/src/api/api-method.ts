/**
 * What a method of the API is: a name, parameters, and what it does with a hub. Reading its parameters and telling what is
 * wrong with them are the same for all.
 */
import { errors } from "@longwire/protocol";
import type { Hub } from "../hub.ts";
import { HubError } from "../hub-error.ts";
import type { HubProblem } from "../hub-services.ts";
import type { JsonSchema } from "./json-schema.ts";
import { ParameterFault, type ParameterTable, readParameters, schemaOf, type ValuesOf } from "./parameter.ts";

/** Members of a JSON object by name, each as the text that it is. */
export type Members = ReadonlyMap<string, string>;

/** What methods work with. */
export interface ApiContext {
  readonly hub: Hub;
  /** How this node is called in `info`. */
  readonly nodeName: string;
  /** Of this server, in `info`. */
  readonly version: string;
  readonly report: (problem: HubProblem) => void;
}

/** One method. */
export interface ApiMethod {
  /** As in its path: `/api/` and the name. */
  readonly name: string;
  /** One line for the documentation. */
  readonly summary: string;
  /** Of its parameters. */
  readonly request: JsonSchema;
  /** Of its result. */
  readonly result: JsonSchema;
  /** @throws ParameterFault, HubError */
  call(context: ApiContext, params: Members): Promise<unknown>;
}

/** A method with its parameters. */
export interface MethodDefinition<Table extends ParameterTable> {
  readonly name: string;
  readonly summary: string;
  readonly parameters: Table;
  readonly result: JsonSchema;
  readonly run: (context: ApiContext, values: ValuesOf<Table>) => unknown;
}

/** An error as the API tells it. */
export interface ApiError {
  readonly code: number;
  readonly message: string;
}

/** What a call came to. */
export type ApiReply = { readonly result: unknown } | { readonly error: ApiError };

/** Makes a method. */
export function defineMethod<Table extends ParameterTable>(definition: MethodDefinition<Table>): ApiMethod {
  const { name, summary, parameters, result, run } = definition;
  return {
    name,
    summary,
    request: schemaOf(parameters),
    result,
    call: async (context, params) => run(context, readParameters(params, parameters, "")),
  };
}

/** Calls a method. Never rejects. */
export async function callMethod(method: ApiMethod, context: ApiContext, params: Members): Promise<ApiReply> {
  try {
    return { result: (await method.call(context, params)) ?? {} };
  } catch (error) {
    return { error: toApiError(error, context.report, method.name) };
  }
}

/** What the caller is told of an error. One that is not the caller's is reported, and told without details. */
export function toApiError(error: unknown, report: ApiContext["report"], method: string): ApiError {
  if (error instanceof HubError) return { code: error.code, message: error.message };
  if (error instanceof ParameterFault) return badRequest(error.message);
  report({ where: `api ${method}`, error });
  return { code: errors.internal.code, message: errors.internal.message };
}

/** Error 107. */
export function badRequest(detail: string): ApiError {
  return { code: errors.badRequest.code, message: `${errors.badRequest.message}: ${detail}` };
}
