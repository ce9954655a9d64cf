/**
 * The OpenAPI 3.1 document of the API, made of the list of its methods.
 */
import { apiMethods } from "./api-methods.ts";
import { batchRequestSchema } from "./batch.ts";
import { type JsonSchema, mapSchema, objectSchema } from "./json-schema.ts";

const errorSchema: JsonSchema = objectSchema({
  code: { type: "integer", description: "As in the client protocol: 102 unknown channel, 107 bad request …" },
  message: { type: "string", description: "What is wrong" },
});

const failed = objectSchema({ error: { $ref: "#/components/schemas/Error" } });

const refusals = {
  "400": response("The body is no JSON object", failed),
  "401": response("The API key is missing or wrong", failed),
  "413": response("The body is too long", failed),
};

/** The document. @param version of the server. */
export function openApiDocument(version: string): object {
  const methods = [...apiMethods.values()].map(({ name, summary, request, result }) => [
    `/api/${name}`,
    { post: operation(name, summary, request, { oneOf: [objectSchema({ result }), failed] }) },
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "Longwire server API", version, license: { name: "MIT", identifier: "MIT" } },
    security: [{ apiKey: [] }, { authorization: [] }],
    paths: {
      ...Object.fromEntries(methods),
      "/api/batch": {
        post: operation("batch", "Many commands in one request", batchRequestSchema, batchReplySchema()),
      },
      "/health": { get: check("health", "Whether a message goes to the broker and comes back") },
      "/ready": { get: check("ready", "Whether the server takes connections") },
    },
    components: {
      schemas: { Error: errorSchema },
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        authorization: { type: "apiKey", in: "header", name: "Authorization", description: "apikey KEY" },
      },
    },
  };
}

function operation(operationId: string, summary: string, request: JsonSchema, reply: JsonSchema): object {
  return {
    operationId,
    summary,
    requestBody: { required: true, content: { "application/json": { schema: request } } },
    responses: { "200": response("Its result or its error", reply), ...refusals },
  };
}

function batchReplySchema(): JsonSchema {
  const reply = mapSchema({}, "One member: the method with its result, or error");
  return objectSchema({ replies: { type: "array", items: reply, description: "In the order of the commands" } });
}

function check(operationId: string, summary: string): object {
  return {
    operationId,
    summary,
    security: [],
    responses: { "200": { description: "Yes" }, "503": { description: "No" } },
  };
}

function response(description: string, schema: JsonSchema): object {
  return { description, content: { "application/json": { schema } } };
}
