/**
 * `batch`: many commands in one request, one after the other or at once. Each has its own reply.
 */
import { type ApiContext, callMethod, type Members } from "./api-method.ts";
import { apiMethods } from "./api-methods.ts";
import type { JsonSchema } from "./json-schema.ts";
import { optional, ParameterFault, readMembers, readParameters, required, schemaOf } from "./parameter.ts";
import { flag, list, raw } from "./parameter-kinds.ts";

/** Commands of one batch. */
const maxCommands = 1000;

const parameters = {
  commands: required(
    list(
      raw({ type: "object", description: "One member: its name is a method, its value the parameters of that" }),
      "Commands",
      maxCommands,
    ),
  ),
  parallel: optional(flag("At once, in no order; default: one after the other")),
};

/** Of the body. */
export const batchRequestSchema: JsonSchema = schemaOf(parameters);

/** `{"publish":{…}}` or `{"error":{…}}`. */
type BatchReply = Readonly<Record<string, unknown>>;

/** Runs a batch. @throws ParameterFault, with nothing done, when it is none. */
export async function runBatch(
  context: ApiContext,
  body: Members,
): Promise<{ readonly replies: readonly BatchReply[] }> {
  const { commands, parallel = false } = readParameters(body, parameters, "");
  const named = commands.map((command, i) => nameOf(command, `commands[${i}]`));
  if (parallel) return { replies: await Promise.all(named.map((command) => run(context, command))) };
  const replies: BatchReply[] = [];
  for (const command of named) replies.push(await run(context, command));
  return { replies };
}

interface NamedCommand {
  readonly name: string;
  readonly params: Members;
}

/** Clients that send every member send the others as `null`. */
function nameOf(command: string, place: string): NamedCommand {
  const members = [...readMembers(command, place)].filter(([, params]) => params !== "null");
  const [first, second] = members;
  if (first === undefined || second !== undefined)
    throw new ParameterFault(`${place} must have one member, the method`);
  const [name, params] = first;
  if (!apiMethods.has(name))
    throw new ParameterFault(`${place}: there is no method ${JSON.stringify(name.slice(0, 60))}`);
  return { name, params: readMembers(params, `${place}.${name}`) };
}

async function run(context: ApiContext, { name, params }: NamedCommand): Promise<BatchReply> {
  const method = apiMethods.get(name);
  if (method === undefined) throw new Error(`the method ${name} was there before`);
  const reply = await callMethod(method, context, params);
  return "result" in reply ? { [name]: reply.result } : { error: reply.error };
}
