/** Forms of pages, sent as a browser without a script sends them, and the pages that they answer with. */
import assert from "node:assert/strict";
import { ORIGIN, type Person, request } from "./harness.ts";

export const send = (person: Person, path: string, fields: Record<string, string>) =>
  request(path, {
    method: "POST",
    headers: {
      ...{ cookie: person.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(fields),
  });

export async function html(response: Response, status = 200): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  return text;
}
