// The pages that show what a model said: a browser that opens them asks nobody but the app.
import assert from "node:assert/strict";
import { listChats } from "@/lib/chat/service.ts";
import { ORIGIN, page, request } from "../harness.ts";
import { checkSecrets } from "./checks.tsx";
import { leaksIn, linksInMarkdown } from "./outside.ts";
import type { Asker } from "./world.ts";

/** Chats that are opened; each holds several answers. */
const MOST_CHATS = 3;
const DOCUMENT = "assistant/protocolRequirements";
const POLICY = [
  ...["default-src 'none'", "img-src 'self' data:", "connect-src 'self'", "form-action 'self'"],
  ...["base-uri 'none'", "object-src 'none'"],
];
/** What the app itself links to: the record at its registry, the study's desk. */
const OURS =
  /^(?:https:\/\/clinicaltrials\.gov\/study\/NCT\d{8}|mailto:luma-201@northfold\.example|tel:\+441632960201)$/;

async function textOf(asker: Asker, path: string, response: Response): Promise<string> {
  const text = await response.text();
  assert.equal(response.status, 200, `${asker.role} ${path}: ${text.slice(0, 500)}`);
  checkSecrets(asker, { [path]: text });
  return text;
}

async function read(asker: Asker, path: string): Promise<Response> {
  const first = await page(asker, path);
  const to = first.headers.get("location");
  // A chat of another persona is shown beside its own documents.
  return to ? await page(asker, to) : first;
}

/** A page leads nowhere and asks nobody; how often an address stands in it as words. */
async function looked(asker: Asker, path: string, response: Response): Promise<number> {
  const text = await textOf(asker, path, response);
  const policy = response.headers.get("content-security-policy") ?? "";
  for (const rule of POLICY) assert.ok(policy.includes(rule), `${path}: ${policy}`);
  assert.ok(!policy.includes("unsafe"), policy);
  const away = leaksIn(text).filter((found) => !OURS.test(/=(.*)>$/.exec(found)?.[1] ?? ""));
  assert.deepEqual(away, [], path);
  return text.split("evil.example").length - 1;
}

/** Every page where a text of a model, or what was planted, may stand. */
export async function openAll(asker: Asker, project: string): Promise<number> {
  const base = `/projects/${project}`;
  const chats = (await listChats(asker.ctx, project)).slice(0, MOST_CHATS);
  const paths = [
    ...[
      "",
      "/plan",
      "/proposals",
      "/findings",
      "/quality",
      "/documents",
      "/protocol",
      `/${DOCUMENT}`,
    ],
    ...chats.map(({ id }) => `/${DOCUMENT}?chat=${id}`),
  ];
  let shown = 0;
  for (const path of paths) shown += await looked(asker, path, await read(asker, base + path));
  return shown;
}

/** Findings in a model's words: nothing of them is kept, so the page is the answer. */
export async function openWorded(asker: Asker, project: string): Promise<void> {
  const path = `/projects/${project}/findings`;
  const response = await request(path, {
    method: "POST",
    headers: {
      ...{ cookie: asker.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "intent=word",
  });
  await looked(asker, path, response);
}

/** A document as a file, for readers that make links and pictures of what looks like some. */
export async function openFile(asker: Asker, project: string): Promise<void> {
  const path = `/projects/${project}/${DOCUMENT}.md`;
  const text = await textOf(asker, path, await read(asker, path));
  assert.ok(text.startsWith("# "), text.slice(0, 200));
  assert.deepEqual(linksInMarkdown(text), []);
}
