import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { isLoopback } from "@/lib/http/address.ts";
import { type Call, contract, contracts } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { openapi } from "@/lib/http/openapi.ts";
import { unauthorized } from "@/lib/http/problem.ts";
import { ok } from "@/lib/http/reply.ts";
import { Identity } from "@/lib/identity/mod.ts";
import { metricsText } from "@/observability/metrics.ts";
import { readiness } from "./checks.ts";

const check = z.enum(["ok", "down", "off"]);
const checks = z.object({
  database: check,
  migrations: check,
  auth: check,
  storage: check,
  ai: check,
});

function identityOf(call: Call): Identity {
  if (!(call.sessions instanceof Identity)) {
    throw new Error("Cannot check: no Identity was configured");
  }
  return call.sessions;
}

export const healthEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/health",
    summary: "Whether the process answers; asks no dependency",
    tag: "operations",
    caller: "anyone",
    responses: {
      200: {
        description: "It does",
        schema: z.object({
          status: z.literal("ok"),
          version: z.string(),
          uptimeSeconds: z.number(),
        }),
      },
    },
  }),
  (call) => {
    const uptimeSeconds = Math.round(performance.now() / 1000);
    return ok({ status: "ok", version: call.config.version, uptimeSeconds });
  },
);

export const readyEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/health/ready",
    summary: "Whether the app can do its work",
    tag: "operations",
    caller: "anyone",
    responses: {
      200: { description: "Ready", schema: z.object({ status: z.literal("ready"), checks }) },
      503: {
        description: "Not ready; `checks` names what is down",
        schema: z.object({ status: z.literal("not-ready"), checks }),
      },
    },
  }),
  async (call) => {
    const { ready, checks } = await readiness(call.db, identityOf(call), call.config);
    if (ready) return ok({ status: "ready", checks });
    const body = { status: "not-ready", checks };
    return { status: 503, body, headers: { "retry-after": "5" } };
  },
);

function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

/** A caller on this machine, unless a proxy speaks for another; anybody else brings the token. */
function mayScrape(call: Call): boolean {
  const { headers } = call.req;
  if (isLoopback(headers, call.remote)) return true;
  const given = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  const { metricsToken } = call.config;
  return metricsToken !== null && given !== undefined && sameSecret(given, metricsToken);
}

export const metricsEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/metrics",
    summary: "Measurements for Prometheus",
    description: "Open to a caller on the same machine without a forwarding header; " +
      "others send `Authorization: Bearer $METRICS_TOKEN`.",
    tag: "operations",
    caller: "anyone",
    responses: {
      200: { description: "Prometheus text format", contentType: "text/plain" },
      401: { description: "Not on this machine, and no metrics token" },
    },
  }),
  async (call) => {
    if (!mayScrape(call)) throw unauthorized();
    const { body, contentType } = await metricsText();
    return new Response(body, { headers: { "content-type": contentType } });
  },
);

/** The description of all contracts; built once, when everything is imported. */
let described: { count: number; text: string } | null = null;

export const openapiEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/openapi.json",
    summary: "This description, OpenAPI 3.1",
    tag: "operations",
    caller: "anyone",
    responses: {
      200: { description: "OpenAPI document", schema: z.looseObject({ openapi: z.string() }) },
    },
  }),
  (call) => {
    const count = contracts().length;
    if (described?.count !== count) {
      const secure = call.config.publicOrigin?.startsWith("https://") ?? false;
      const cookieName = secure ? "__Host-clinops" : "clinops";
      const document = openapi({ version: call.config.version, cookieName });
      described = { count, text: JSON.stringify(document) };
    }
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-cache",
    };
    return new Response(described.text, { headers });
  },
);
