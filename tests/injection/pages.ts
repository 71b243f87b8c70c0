// The pages that show what a model said: a browser that opens them asks nobody but the app.
import assert from "node:assert/strict";
import { listChats } from "@/lib/chat/service.ts";
import { page } from "../harness.ts";
import { checkSecrets } from "./checks.tsx";
import { leaksIn, linksInMarkdown } from "./outside.ts";
import type { Asker } from "./world.ts";

/** Chats that are opened; each holds several answers. */
const MOST_CHATS = 3;
const DOCUMENT = "assistant/protocolRequirements";
/** What the app itself links to: the record at its registry, the study's desk. */
const OURS =
  /^(?:https:\/\/clinicaltrials\.gov\/study\/NCT\d{8}|mailto:luma-201@northfold\.example|tel:\+441632960201)$/;

async function read(asker: Asker, path: string) {
  const first = await page(asker, path);
  const to = first.headers.get("location");
  // A chat of another persona is shown beside its own documents.
  const response = to ? await page(asker, to) : first;
  const text = await response.text();
  assert.equal(response.status, 200, `${asker.role} ${path}: ${text.slice(0, 500)}`);
  checkSecrets(asker, { [path]: text });
  return { text, headers: response.headers };
}

/** Every page where a text of a model, or what was planted, may stand. */
export async function openAll(asker: Asker, project: string): Promise<number> {
  const base = `/projects/${project}`;
  const chats = (await listChats(asker.ctx, project)).slice(0, MOST_CHATS);
  const paths = [
    ...["", "/plan", "/proposals", "/quality", "/documents", "/protocol", `/${DOCUMENT}`],
    ...chats.map(({ id }) => `/${DOCUMENT}?chat=${id}`),
  ];
  let shown = 0;
  for (const path of paths) {
    const { text, headers } = await read(asker, base + path);
    const policy = headers.get("content-security-policy") ?? "";
    for (
      const rule of ["default-src 'none'", "img-src 'self' data:", "connect-src 'self'"].concat(
        ["form-action 'self'", "base-uri 'none'", "object-src 'none'"],
      )
    ) assert.ok(policy.includes(rule), `${path}: ${policy}`);
    assert.ok(!policy.includes("unsafe"), policy);
    const away = leaksIn(text).filter((found) => !OURS.test(/=(.*)>$/.exec(found)?.[1] ?? ""));
    assert.deepEqual(away, [], path);
    shown += text.split("evil.example").length - 1;
  }
  return shown;
}

/** A document as a file, for readers that make links and pictures of what looks like some. */
export async function openFile(asker: Asker, project: string): Promise<void> {
  const { text } = await read(asker, `/projects/${project}/${DOCUMENT}.md`);
  assert.ok(text.startsWith("# "), text.slice(0, 200));
  assert.deepEqual(linksInMarkdown(text), []);
}
