/** What a document is, and what expects it. */
import { NEEDED_WORDS } from "@/lib/documents/model.ts";
import { Widget } from "../widget.tsx";
import type { DocumentView } from "./document.tsx";

export function About({ view: { document: one, names } }: { view: DocumentView }) {
  const { artifact } = names;
  return (
    <Widget id="about" title="About">
      <dl class="kv">
        <dt>TMF number</dt>
        <dd>
          {one.artifactNumber ?? artifact?.number ?? <span class="text-ink-3">not known</span>}
        </dd>
        {artifact && (
          <>
            <dt>Artifact</dt>
            <dd>
              {artifact.artifact}
              <span class="src">
                {artifact.zone}, {artifact.section}
                {artifact.own ? " (list of the organisation)" : ""}
              </span>
            </dd>
          </>
        )}
        <dt>Expected by</dt>
        <dd>{names.requirement ?? "no requirement"}</dd>
        {one.neededFor && (
          <>
            <dt>Needed before</dt>
            <dd>{NEEDED_WORDS[one.neededFor]}</dd>
          </>
        )}
        {one.language && (
          <>
            <dt>Language</dt>
            <dd>{one.language}</dd>
          </>
        )}
        {one.note && (
          <>
            <dt>Note</dt>
            <dd>{one.note}</dd>
          </>
        )}
      </dl>
    </Widget>
  );
}
