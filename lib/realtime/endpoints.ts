import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { invalidField } from "@/lib/http/problem.ts";
import { openStream } from "./service.ts";

const number = /^\d{1,15}$/;
const notANumber = "Must be the id of an earlier event";

const query = z.strictObject({
  lastEventId: z.string().regex(number, notANumber).optional()
    .describe("Like the header Last-Event-ID, which counts more, for clients that cannot set it"),
  unnamed: z.literal("1", 'Must be "1"').optional()
    .describe("Changes come as plain messages, with their name as `type` in the data"),
});

/** Where the client stands: the header that EventSource sends by itself, else the parameter. */
function lastEventId(headers: Headers, parameter: string | undefined): number | null {
  const given = headers.get("last-event-id")?.trim() || parameter;
  if (!given) return null;
  if (!number.test(given)) throw invalidField("/lastEventId", notANumber);
  return Number(given);
}

export const eventsEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/projects/{id}/events",
    summary: "What happens in a project, as it happens",
    description:
      "Server-sent events. A change is `event: <entity>.<verb>`: the entity is the name of its " +
      "table with the last word singular (`project.update`, `site.insert`, `org_member.delete`, " +
      "`eligibility_criterion.update`), the verb the action of the audit trail. Its `id` is the " +
      "number in the audit chain of the organisation, its data `{entity, id, actor: {id, name}, " +
      "at}`. What was changed is in the record and in the audit trail, never here.\n\n" +
      "`Last-Event-ID` (or `lastEventId`) resumes after that event, without gap or duplicate. " +
      "More than 1,000 missed events, or an id that this chain does not have, is answered by " +
      '`event: reset` (data `{reason: "too_old" | "unknown"}`): load anew what you show; the ' +
      "stream goes on from the present. Without it the stream starts with what happens now. " +
      "The first block has an `id` and no data: the place where the stream starts.\n\n" +
      "`event: presence`: who has the project open, `{count, people: [{id, name}]}` (the first 50 " +
      "by name), at the start and when it changes; who is gone without a word leaves after half " +
      "a minute. A comment every 15 s shows that the stream is alive.\n\n" +
      "`event: end` (data `{reason}`) comes before the stream is closed: `expired` (the access " +
      "token's time is up: connect again, a cookie session gets a fresh one by that), `shutdown`, " +
      "`failed` (connect again), `session` (ended, signed out or revoked), `access` (the project " +
      "is gone, or not yours any more). A client that does not read for 30 s gets `event: reset` " +
      '(`{reason: "slow"}`) and is disconnected. A person may have 20 streams (429).',
    tag: "activity",
    caller: "user",
    permission: { resource: "activity", verb: "select" },
    query,
    responses: { 200: { description: "The stream", contentType: "text/event-stream" } },
  }),
  async (call) => {
    const { db, claims, params, query: { lastEventId: parameter, unnamed } } = call;
    const after = lastEventId(call.req.headers, parameter);
    const body = await openStream({ db, claims }, {
      projectId: params.id,
      after,
      unnamed: unnamed !== undefined,
    });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "private, no-store",
        "x-accel-buffering": "no", // a proxy that collects would hold events back
      },
    });
  },
);
