/** "Ask about this": the address that opens the assistant beside a row, figure, action or diagram. Pure. */

import type { AboutRef } from "./model.ts";

const ASKED = /^([a-z][a-z_]{1,39}):([\w.:-]{1,200})$/;

/** Where a question about it is asked. */
export function askHref(projectId: string, kind: string, id: string, persona?: string): string {
  const as = persona ? `&persona=${persona}` : "";
  return `/projects/${projectId}/assistant?ask=${kind}:${id}${as}#chat`;
}

/** What `?ask=` names; null for what is no such name. */
export function readAsk(text: string): AboutRef | null {
  const [, kind, id] = ASKED.exec(text) ?? [];
  return kind && id ? { kind, id } : null;
}
