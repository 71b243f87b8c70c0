/** Expected and held documents: where they belong, how they stand, what can be done. */
import { type Expected, KIND_WORDS, NEEDED_WORDS, STATE_WORDS } from "@/lib/documents/model.ts";
import { formatDate } from "../format.ts";
import { Status } from "../marks.tsx";
import type { At, DocumentsView } from "./list.tsx";
import { because, documentGlyph, placeOf } from "./words.ts";

export function DocumentTable({ view, at }: { view: DocumentsView; at: At }) {
  return (
    <table class="tbl cards">
      <caption class="vh">Documents, where they belong and how they stand</caption>
      <thead>
        <tr>
          <th scope="col">Document</th>
          <th scope="col">Of</th>
          <th scope="col">State</th>
          <th scope="col">Version</th>
          <th scope="col">Needed</th>
          <th scope="col">Do</th>
        </tr>
      </thead>
      <tbody>
        {view.items.map((one) => (
          <Row
            key={`${one.requirementId}${one.documentId}${one.siteId}${one.country}`}
            one={one}
            view={view}
            at={at}
          />
        ))}
      </tbody>
    </table>
  );
}

/** Which expected document it is, for the address of a form; it is looked for on its page. */
const slotOf = ({ requirementId, siteId, level, country }: Expected, page: number) => ({
  page: page > 1 ? String(page) : "",
  requirement: requirementId ?? "",
  of: siteId ?? (level === "COUNTRY" ? country ?? "" : ""),
});

function Row({ one, view, at }: { one: Expected; view: DocumentsView; at: At }) {
  const { projectId, may } = view;
  const href = one.documentId && `/projects/${projectId}/documents/${one.documentId}`;
  const waivable = one.requirementId &&
    ["missing", "pending", "expired", "withdrawn"].includes(one.state);
  return (
    <tr>
      <th scope="row" class="wrap">
        {href ? <a class="row-link" href={href}>{one.title}</a> : one.title}
        <span class="src">
          {[one.artifactNumber, KIND_WORDS[one.kind]].filter(Boolean).join(", ")}
        </span>
      </th>
      <td class="wrap full">
        {one.siteId
          ? <a class="link" href={`/projects/${projectId}/sites/${one.siteId}`}>{placeOf(one)}</a>
          : placeOf(one)}
        {one.siteId && one.country && <span class="src">{one.country}</span>}
      </td>
      <td class="wrap full">
        <Status state={documentGlyph(one)} word={STATE_WORDS[one.state]!} reason={because(one)} />
      </td>
      <td>
        {one.version === null ? <span class="text-ink-3">none</span> : one.version}
        {one.effectiveOn && (
          <span class="src whitespace-nowrap">from {formatDate(one.effectiveOn)}</span>
        )}
      </td>
      <td class="wrap text-ink-2 full">
        {one.neededFor
          ? `before the ${NEEDED_WORDS[one.neededFor]}`
          : <span class="text-ink-3 hide">no step</span>}
      </td>
      <td class="full">
        <span class="filters">
          {href && (
            <a class="btn sm" href={href}>
              Open<span class="vh">{one.title}, {placeOf(one)}</span>
            </a>
          )}
          {!href && may.add && (
            <a class="btn sm" href={at({ do: "add", ...slotOf(one, view.page) })}>
              Add<span class="vh">{one.title}, {placeOf(one)}</span>
            </a>
          )}
          {one.waiver && may.waive && (
            <>
              <a class="btn sm" href={at({ do: "waiver", ...slotOf(one, view.page) })}>
                Change waiver<span class="vh">{one.title}, {placeOf(one)}</span>
              </a>
              <a class="btn sm" href={at({ do: "unwaive", ...slotOf(one, view.page) })}>
                End waiver<span class="vh">{one.title}, {placeOf(one)}</span>
              </a>
            </>
          )}
          {waivable && !one.waiver && may.waive && (
            <a class="btn sm" href={at({ do: "waive", ...slotOf(one, view.page) })}>
              Waive<span class="vh">{one.title}, {placeOf(one)}</span>
            </a>
          )}
        </span>
      </td>
    </tr>
  );
}
