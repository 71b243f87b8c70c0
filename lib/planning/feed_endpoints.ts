/** The calls of calendar files and of the secret addresses of them. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import * as service from "./feeds.ts";

const tag = "calendar";
const caller = "user" as const;
const CALENDAR = "text/calendar";

const feed = z.object({
  id: z.uuid(),
  projectId: z.uuid().nullable().meta({ description: "null: what you own, in all projects" }),
  createdAt: z.iso.datetime(),
});
const listed = feed.extend({
  projectName: z.string().nullable(),
  usedOn: z.iso.date().nullable(),
});

const file = (text: string, disposition: string) =>
  new Response(text, {
    headers: {
      "content-type": `${CALENDAR}; charset=utf-8`,
      "content-disposition": disposition,
      "cache-control": "private, no-store",
    },
  });

/** Where people reach this app. */
const originOf = (call: { url: URL; config: { publicOrigin: string | null } }) =>
  call.config.publicOrigin ?? call.url.origin;

export const projectCalendar = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/calendar.ics",
    summary: "The plan as a calendar file; restricted items stay out of it",
    ...{ tag, caller },
    permission: { resource: "milestone", verb: "select" },
    responses: { 200: { description: "The file", contentType: CALENDAR } },
  }),
  async (call) => {
    const text = unwrap(await service.projectCalendar(call, call.params.id, originOf(call)));
    return file(text, 'attachment; filename="plan.ics"');
  },
);

export const listFeeds = endpoint(
  contract({
    method: "GET",
    path: "/api/calendar-feeds",
    summary: "List your secret calendar addresses, without the secrets",
    ...{ tag, caller },
    responses: {
      200: { description: "Your addresses", schema: z.object({ feeds: z.array(listed) }) },
    },
  }),
  async (call) => ok({ feeds: await service.listFeeds(call) }),
);

export const makeFeed = endpoint(
  contract({
    method: "POST",
    path: "/api/calendar-feeds",
    summary: "Make a secret calendar address, of a project or of what you own; it is told once",
    ...{ tag, caller },
    body: z.object({ projectId: z.uuid().nullable().optional() }),
    // A kept answer would keep the secret.
    idempotent: false,
    responses: {
      201: { description: "The address", schema: z.object({ feed, url: z.url() }) },
    },
  }),
  async (call) => {
    const { feed, token } = await service.makeFeed(call, call.body);
    const url = `${originOf(call)}/api/calendar/${token}`;
    return created(`/api/calendar-feeds/${feed.id}`, { feed, url });
  },
);

export const revokeFeed = endpoint(
  contract({
    method: "DELETE",
    path: "/api/calendar-feeds/{feedId}",
    summary: "Revoke a secret calendar address",
    ...{ tag, caller },
    responses: { 204: { description: "It shows nothing any more" } },
  }),
  async (call) => {
    unwrap(await service.revokeFeed(call, call.params.feedId));
    return noContent();
  },
);

export const readFeed = endpoint(
  contract({
    method: "GET",
    path: "/api/calendar/{token}",
    summary: "What a secret calendar address shows; the address is the only key",
    tag,
    caller: "anyone",
    // Not even a wrong form says what a token looks like.
    params: z.object({ token: z.string().regex(/^[\w-]{20,64}(\.ics)?$/) }),
    responses: {
      200: { description: "The file", contentType: CALENDAR },
      429: { description: "Too many looks from this address" },
    },
  }),
  async (call) => {
    const { address } = call;
    const token = call.params.token.replace(/\.ics$/, "");
    const text = await service.readFeed(call.db, token, { address, origin: originOf(call) });
    return file(text, 'inline; filename="plan.ics"');
  },
);
