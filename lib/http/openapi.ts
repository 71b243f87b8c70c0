import { z } from "zod";
import { type Contract, contracts, type ResponseSpec } from "./contract.ts";

type Json = Record<string, unknown>;

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional()
    .describe("For 400 and 422: what is wrong and where, as a JSON pointer"),
});

const DESCRIPTIONS: Record<number, string> = {
  400: "Cannot be read",
  401: "Not signed in",
  403: "May not",
  404: "Not there, or not yours",
  405: "Method not allowed; see Allow",
  409: "Conflict",
  412: "The record was changed by someone else",
  413: "Body too large",
  415: "Wrong media type",
  422: "Fields are wrong",
  428: "If-Match is missing",
  429: "Too many requests; see Retry-After",
  500: "Something went wrong here",
  503: "Not available now; see Retry-After",
};

/** Collects named schemas, so that each is written once. */
class Components {
  readonly schemas: Json = {};

  /** `schema` as JSON Schema; what zod puts under $defs moves to the shared components. */
  of(schema: z.ZodType, io: "input" | "output"): Json {
    const made: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: "any" }) };
    const { $defs, $schema: _, ...rest } = made;
    for (const [name, def] of Object.entries($defs ?? {})) this.schemas[name] = moved(def);
    return moved(rest) as Json;
  }
}

/** References into $defs, pointed at the components; what JSON cannot say is left out. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== "~standard").map(([key, item]) => [
      key,
      key === "$ref" && typeof item === "string"
        ? item.replace("#/$defs/", "#/components/schemas/")
        : moved(item),
    ]),
  );
}

/** The refusals that a contract of this shape can answer with. */
function refusals(spec: Contract): number[] {
  const found = [405, 429, 500, 503];
  if (spec.caller === "user") found.push(401);
  if (spec.permission || spec.caller === "anyone" && spec.method !== "GET") found.push(403);
  if (spec.path.includes("{")) found.push(404);
  if (spec.query) found.push(422);
  if (spec.body) found.push(400, 413, 415, 422);
  if (spec.versioned && spec.method !== "GET" && spec.method !== "POST") found.push(412);
  if (spec.versioned && (spec.method === "PUT" || spec.method === "PATCH")) found.push(428);
  if (takesKey(spec)) found.push(409, 422);
  return [...new Set(found)];
}

const takesKey = (spec: Contract) =>
  spec.idempotent ?? (spec.method === "POST" && spec.caller === "user");

function answers(spec: Contract, components: Components): Json {
  const declared = Object.entries(spec.responses).map(([status, response]) => [
    status,
    answer(spec, Number(status), response, components),
  ]);
  const others = refusals(spec).filter((status) => !(status in spec.responses))
    .map((status) => [String(status), { $ref: `#/components/responses/Problem${status}` }]);
  return Object.fromEntries([...declared, ...others]);
}

function answer(
  spec: Contract,
  status: number,
  response: ResponseSpec,
  components: Components,
): Json {
  if (status >= 400 && !response.schema) return problemAnswer(response.description, status);
  const names = { "X-Request-Id": "Names this request in logs", ...response.headers };
  const headers: Json = Object.fromEntries(
    Object.entries(names).map(([name, description]) => [name, {
      description,
      schema: { type: "string" },
    }]),
  );
  if (spec.versioned && status < 300 && status !== 204) {
    headers.ETag = { description: "Version of the record", schema: { type: "string" } };
  }
  const made: Json = { description: response.description, headers };
  if (response.schema || response.contentType) {
    const schema = response.schema ? components.of(response.schema, "output") : { type: "string" };
    made.content = { [response.contentType ?? "application/json"]: { schema } };
  }
  return made;
}

function problemAnswer(description: string, status: number): Json {
  const waits = status === 429 || status === 503;
  return {
    description,
    headers: {
      "X-Request-Id": { description: "Names this request in logs", schema: { type: "string" } },
      ...(waits ? { "Retry-After": { description: "Seconds", schema: { type: "integer" } } } : {}),
    },
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  };
}

function parameters(spec: Contract, components: Components): Json[] {
  const inPath = [...spec.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: propertyOf(spec.params, name!, components) ?? { type: "string", format: "uuid" },
  }));
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: "header",
    required,
    description,
    schema: { type: "string" },
  });
  const headers: Json[] = [];
  if (spec.versioned && (spec.method === "PUT" || spec.method === "PATCH")) {
    headers.push(header("If-Match", true, "ETag of the version that was changed"));
  }
  if (takesKey(spec)) {
    headers.push(header("Idempotency-Key", false, "Same key, same answer, for a day"));
  }
  if (spec.caller === "user" && spec.method !== "GET") {
    headers.push(header("X-Change-Reason", false, "Why; needed for regulated changes"));
  }
  return [...inPath, ...inQuery(spec, components), ...headers];
}

function inQuery(spec: Contract, components: Components): Json[] {
  if (!spec.query) return [];
  const schema = components.of(spec.query, "input");
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: property,
  }));
}

function propertyOf(schema: z.ZodType | undefined, name: string, components: Components): unknown {
  if (!schema) return undefined;
  const properties: Json = { ...components.of(schema, "input").properties as Json | undefined };
  return properties[name];
}

function operation(spec: Contract, components: Components): Json {
  const made: Json = {
    operationId: `${spec.method} ${spec.path}`.replace(/\W+/g, "_").replace(/_$/, ""),
    summary: spec.summary,
    tags: [spec.tag],
    security: spec.caller === "user" ? [{ session: [] }, { bearer: [] }] : [],
    parameters: parameters(spec, components),
    responses: answers(spec, components),
  };
  if (spec.description) made.description = spec.description;
  if (spec.permission) made["x-permission"] = `${spec.permission.resource}:${spec.permission.verb}`;
  if (spec.body) {
    made.requestBody = {
      required: !spec.body.safeParse(undefined).success,
      content: {
        [spec.consumes ?? "application/json"]: { schema: components.of(spec.body, "input") },
      },
    };
  }
  return made;
}

/** The OpenAPI 3.1 description of `specs`, by default of every declared contract. */
export function openapi(
  options: { version: string; cookieName: string; specs?: readonly Contract[] },
): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const spec of options.specs ?? contracts()) {
    (paths[spec.path] ??= {})[spec.method.toLowerCase()] = operation(spec, components);
  }
  components.schemas.Problem = components.of(problemSchema, "output");
  const responses = Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([status, text]) => [
      `Problem${status}`,
      problemAnswer(text, Number(status)),
    ]),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "ClinOps",
      version: options.version,
      description: "Operations of clinical trials. Errors are RFC 9457 problems.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: components.schemas,
      responses,
      securitySchemes: schemes(options.cookieName),
    },
  };
}

function schemes(cookieName: string): Json {
  return {
    session: {
      type: "apiKey",
      in: "cookie",
      name: cookieName,
      description: "Set at sign-in. Mutations need a same-origin request.",
    },
    bearer: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: "Supabase access token",
    },
  };
}
