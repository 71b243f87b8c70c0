/**
 * The name of a row in a diff: readable words and a digest of what the row is known by. It does
 * not depend on where the row stands in a list. Rows with one identity are numbered, stored ones
 * first and by id, so that a path stays the same for as long as the project does.
 */
import { createHash } from "node:crypto";

interface Named {
  identity: string;
  label: string;
}

export function rowPaths(
  entity: string,
  stored: (Named & { id: string })[],
  added: Named[],
): { stored: string[]; added: string[] } {
  const seen = new Map<string, number>();
  const path = ({ identity, label }: Named) => {
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    const digest = createHash("sha256").update(`${occurrence} ${identity}`).digest("hex");
    return `/${entity}/${slug(label)}${digest.slice(0, 12)}`;
  };
  const paths = new Array<string>(stored.length);
  const order = stored.map((row, i) => ({ row, i }));
  order.sort((a, b) => a.row.id < b.row.id ? -1 : 1);
  for (const { row, i } of order) paths[i] = path(row);
  return { stored: paths, added: added.map(path) };
}

function slug(label: string): string {
  const plain = label.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.replace(/^(?:site|contact|arm|intervention) /, "").split(/[^a-z0-9]+/);
  const text = words.filter(Boolean).join("-").slice(0, 40).replace(/-$/, "");
  return text === "" ? "" : `${text}-`;
}
