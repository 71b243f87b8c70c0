/** One document: how it stands, its versions with their files, and the form that adds one. */
import type { ComponentChildren } from "preact";
import { KIND_WORDS, NEEDED_WORDS, STATE_WORDS, type Version } from "@/lib/documents/model.ts";
import { Ask } from "../ask.tsx";
import { type FieldError } from "../form.tsx";
import { formatBytes, formatDate, formatMoment, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { About } from "./about.tsx";
import { AddVersion } from "./add_version.tsx";
import { because, documentGlyph, versionGlyph } from "./words.ts";

/** The document as the API gives it. */
export interface DocumentItem {
  id: string;
  title: string;
  kind: keyof typeof KIND_WORDS;
  artifactNumber: string | null;
  country: string | null;
  siteId: string | null;
  language: string | null;
  note: string | null;
  state: "missing" | "pending" | "current" | "expiring" | "expired" | "withdrawn" | "waived";
  expiresOn: string | null;
  daysLeft: number | null;
  neededFor: keyof typeof NEEDED_WORDS | null;
  waivedBecause: string | null;
  restricted: boolean;
  version: number;
}

export interface DocumentView {
  projectId: string;
  document: DocumentItem;
  versions: Version[];
  names: {
    site: string | null;
    requirement: string | null;
    artifact:
      | { number: string; zone: string; section: string; artifact: string; own: boolean }
      | null;
  };
  may: { edit: boolean; remove: boolean; addVersion: boolean; approve: boolean };
  /** Of the form that adds a version: what was typed, what was wrong. */
  form: { typed: Record<string, string>; errors: FieldError[] };
  limit: string;
  accept: string;
  /** The island that shows progress. */
  progress?: ComponentChildren;
  said: string | null;
  asOf: string;
}

export function DocumentPage(view: DocumentView) {
  const { document: one, names, may, versions, asOf } = view;
  const reason = because({ ...one, reason: one.waivedBecause });
  return (
    <>
      <PageHead
        title={one.title}
        facts={
          <>
            <Status state={documentGlyph(one)} word={STATE_WORDS[one.state]!} reason={reason} />
            <span>
              Of <b>{names.site ?? one.country ?? "the study"}</b>
            </span>
            <span>{KIND_WORDS[one.kind]}</span>
            {one.restricted && <span>Restricted: only the unblinded see it</span>}
          </>
        }
        acts={
          <>
            <Ask projectId={view.projectId} kind="document" id={one.id} of={one.title} />
            {may.edit && (
              <a class="btn" href="?do=edit">
                <Icon name="edit" />Edit
              </a>
            )}
            {may.addVersion && (
              <a class="btn primary" href="#add">
                <Icon name="plus" />Version
              </a>
            )}
          </>
        }
      />
      <div class="grid-12">
        <div class="c8 stack">
          <Widget
            id="versions"
            title="Versions"
            note={plural(versions.length, "version")}
            foot={{
              formula: "state of each by its days, today",
              asOf,
              source: plural(versions.length, "row"),
            }}
          >
            {versions.length === 0
              ? (
                <Empty title="No version yet">
                  <p class="text-ink-2">A version is its file, for ever, with the days it holds.</p>
                </Empty>
              )
              : (
                <ol>
                  {versions.map((v) => <OneVersion key={v.id} version={v} view={view} />)}
                </ol>
              )}
          </Widget>
          {may.addVersion && <AddVersion {...view} />}
        </div>
        <div class="c4 stack">
          <About view={view} />
        </div>
      </div>
      {may.remove && (
        <p class="mt-9 text-xs">
          <a class="link" href="?do=remove">Remove this document</a>
        </p>
      )}
      <Said text={view.said} />
    </>
  );
}

const on = (day: string | null) =>
  day === null ? <span class="text-ink-3">not recorded</span> : formatDate(day);

function OneVersion({ version: one, view }: { version: Version; view: DocumentView }) {
  const { projectId, document, may } = view;
  const content = `/api/projects/${projectId}/documents/${document.id}/versions/${one.id}/content`;
  return (
    <li class="mb-7">
      <h3 class="flex flex-wrap gap-2 items-center">
        <span>Version {one.label}</span>
        <Status state={versionGlyph(one.state)} word={STATE_WORDS[one.state]!} />
      </h3>
      <dl class="kv mt-2">
        <dt>File</dt>
        <dd class="break-all">
          {one.sha256 === null ? `None: held in ${one.heldIn}` : (
            <>
              <a class="link" href={content} download>{one.fileName}</a>{" "}
              <span class="text-ink-3">{formatBytes(one.bytes!)}</span>
            </>
          )}
        </dd>
        {one.sha256 && (
          <>
            <dt>SHA-256</dt>
            <dd>
              <code class="src break-all">{one.sha256}</code>
            </dd>
          </>
        )}
        <dt>Added</dt>
        <dd>
          {[formatMoment(one.createdAt), one.addedBy && `by ${one.addedBy}`].filter(Boolean).join(
            " ",
          )}
        </dd>
        <dt>Approved</dt>
        <dd>{on(one.approvedOn)}</dd>
        <dt>Holds</dt>
        <dd>
          {one.holdsFrom ? `from ${formatDate(one.holdsFrom)} ` : "not in effect yet, "}
          {one.holdsTo
            ? `to ${formatDate(one.holdsTo)}`
            : one.state === "superseded"
            ? "until a newer one took its place"
            : "without an end"}
        </dd>
        {one.withdrawnOn && (
          <>
            <dt>Withdrawn</dt>
            <dd>{formatDate(one.withdrawnOn)}</dd>
          </>
        )}
        {one.note && (
          <>
            <dt>Note</dt>
            <dd>{one.note}</dd>
          </>
        )}
      </dl>
      <p class="filters mt-2">
        {one.sha256 !== null && (
          <a class="btn sm" href={content} download>
            <Icon name="dl" />Download<span class="vh">version {one.label}</span>
          </a>
        )}
        {may.approve && (
          <a class="btn sm" href={`?do=dates&which=${one.id}`}>
            {one.approvedOn === null ? "Approve" : "Change its days"}
            <span class="vh">of version {one.label}</span>
          </a>
        )}
        {may.approve && one.withdrawnOn === null && (
          <a class="btn sm" href={`?do=withdraw&which=${one.id}`}>
            Withdraw<span class="vh">version {one.label}</span>
          </a>
        )}
      </p>
    </li>
  );
}
