/** The calls of an organisation's settings. */
import { z } from "zod";
import { readBytes } from "@/lib/http/body.ts";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { Problem } from "@/lib/http/problem.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { MAX_LOGO_BYTES } from "./image.ts";
import { logoResponse } from "./logo.ts";
import { organizationSettings, settingsInput } from "./model.ts";
import * as service from "./service.ts";

const one = z.object({ organization: organizationSettings });
const changed = {
  200: { description: "The settings", schema: one },
  412: { description: "Somebody else changed them; their ETag is in the answer" },
};

export const readSettingsEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}",
    summary: "Settings of an organisation",
    tag: "organizations",
    caller: "user",
    permission: { resource: "organization", verb: "select" },
    versioned: true,
    responses: { 200: { description: "The settings", schema: one } },
  }),
  async (call) => {
    const organization = unwrap(await service.readSettings(call, call.params.id));
    return ok({ organization }, { version: organization.version });
  },
);

export const updateSettingsEndpoint = endpoint(
  contract({
    method: "PUT",
    path: "/api/organizations/{id}",
    summary: "Change settings of an organisation; retention needs a reason",
    tag: "organizations",
    caller: "user",
    permission: { resource: "organization", verb: "update" },
    body: settingsInput,
    versioned: true,
    responses: changed,
  }),
  async (call) => {
    const input = { ...call.params, version: call.ifMatch, changes: call.body };
    const organization = unwrap(await service.updateSettings(call, input));
    return ok({ organization }, { version: organization.version });
  },
);

export const readLogoEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/organizations/{id}/logo",
    summary: "The logo, for members",
    tag: "organizations",
    caller: "user",
    permission: { resource: "organization", verb: "select" },
    query: z.object({ v: z.string().max(20).optional() }),
    responses: { 200: { description: "The image", contentType: "image/*" } },
  }),
  async (call) => logoResponse(unwrap(await service.readLogo(call, call.params.id)), call.query.v),
);

export const updateLogoEndpoint = endpoint(
  contract({
    method: "PUT",
    path: "/api/organizations/{id}/logo",
    summary: "Set the logo",
    description: "The body is the image itself: PNG, JPEG or WebP, at most 256 KiB, sides of 16 " +
      "to 2000 pixels. What it is decides its bytes, not its content type.",
    tag: "organizations",
    caller: "user",
    permission: { resource: "organization", verb: "update" },
    versioned: true,
    responses: { ...changed, 415: { description: "The content type is that of no image" } },
  }),
  async (call) => {
    const type = call.req.headers.get("content-type") ?? "";
    if (!/^image\/(png|jpeg|webp)\s*(;|$)/i.test(type)) {
      throw new Problem(415, `Cannot read content type "${type}": send image/png, jpeg or webp`);
    }
    const bytes = await readBytes(call.req, MAX_LOGO_BYTES);
    const input = { id: call.params.id, version: call.ifMatch, bytes };
    const organization = unwrap(await service.updateLogo(call, input));
    return ok({ organization }, { version: organization.version });
  },
);

export const removeLogoEndpoint = endpoint(
  contract({
    method: "DELETE",
    path: "/api/organizations/{id}/logo",
    summary: "Remove the logo",
    tag: "organizations",
    caller: "user",
    permission: { resource: "organization", verb: "update" },
    versioned: true,
    responses: changed,
  }),
  async (call) => {
    const input = { id: call.params.id, version: call.ifMatch, bytes: null };
    const organization = unwrap(await service.updateLogo(call, input));
    return ok({ organization }, { version: organization.version });
  },
);
