/** A document of the assistant: head, diagram, sections, what is not known, sources. */
import { type DocSection, type DocView, type Draft, hrefOf } from "@/lib/assistant/page_model.ts";
import type { Source } from "@/lib/assistant/prose_model.ts";
import type { Gap as GapModel } from "@/lib/assistant/model.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import { widgetBody } from "../dashboard/widget.tsx";
import { proofHref, short, sources as rowsOf } from "../dashboard/words.ts";
import { formatNumber, shortHash } from "../format.ts";
import { Gap } from "../marks.tsx";
import { Feedback } from "./feedback.tsx";
import { DocumentHead } from "./head.tsx";
import { DocumentSection } from "./section.tsx";
import { SourceList } from "./sources.tsx";
import { sectionTools } from "./tools.tsx";
import { WriteForm } from "./write.tsx";

interface DocumentProps {
  view: DocView;
  /** What stays of the page's query: "site=1&". */
  keep: string;
  /** What somebody is writing. */
  draft: Draft | null;
  /** Of which section somebody just said what they think. */
  thanked: string;
}

/** Beside the section, which stays at its newest: what somebody types here must not go with it. */
function asked({ key, text }: DocSection, { place, version, versions }: DocView, thanked: string) {
  const { projectId, tab, siteId } = place;
  const old: Record<string, string> = version?.version === versions[0]?.version
    ? {}
    : { version: `${version?.version}` };
  return (
    <Feedback
      projectId={projectId}
      subject={`tab:${tab.type}/${key}`}
      callId={text!.callId}
      id={key}
      next={hrefOf(projectId, tab, siteId, old)}
      thanked={thanked === key}
    />
  );
}

export function Document({ view, keep, draft, thanked }: DocumentProps) {
  const { place, sections, gaps, sources, head } = view;
  const base = `/projects/${place.projectId}`;
  const first = opening(sections);
  const above = new Set(first ? [first.id] : []);
  return (
    <article class="doc" aria-labelledby="d-t">
      <DocumentHead view={view} />
      {first && <Drawing widget={first} base={base} keep={keep} />}
      {sections.map((section) => (
        <>
          <DocumentSection
            section={section}
            base={base}
            keep={keep}
            above={above}
            tools={sectionTools({ section, view })}
            form={draft?.key === section.key
              ? <WriteForm draft={draft} section={section} view={view} />
              : undefined}
          />
          {section.text && draft?.key !== section.key && asked(section, view, thanked)}
        </>
      ))}
      <div id="doc-gaps" data-live>
        <Gaps gaps={gaps} no={sections.length + 1} />
      </div>
      <div id="doc-sources" data-live>
        <Sources sources={sources} />
      </div>
      {head && (
        <p class="on-paper">
          {`Chain head of the audit trail: entry ${formatNumber(head.seq)}, ${
            shortHash(head.hash, 16)
          }`}
        </p>
      )}
    </article>
  );
}

/** The first diagram stands above all, unless its section would be left with nothing. */
function opening(sections: DocSection[]): Widget | undefined {
  for (const { widgets, writable, text, actions } of sections) {
    const drawn = widgets.find(({ data }) => data?.type === "diagram");
    if (drawn) return widgets.length > 1 || writable || text || actions ? drawn : undefined;
  }
}

/** The diagram that a document opens with. */
function Drawing({ widget, base, keep }: { widget: Widget; base: string; keep: string }) {
  const { id, title, formula, data } = widget;
  if (data?.type !== "diagram") return null;
  return (
    <figure class="fig drawing" id={`f-${id}`}>
      {widgetBody({ widget, data, base })}
      <figcaption class="foot">
        <span>
          <span class="fx" aria-hidden="true">ƒ</span>
          {formula}
        </span>
        <a class="link" id={`p-${short(id)}`} href={proofHref(id, keep)}>
          {rowsOf(widget)}
          <span class="vh">{` behind ${title}`}</span>
        </a>
        <a class="link" href={`${base}/diagrams#${data.kind}`}>Open diagram</a>
      </figcaption>
    </figure>
  );
}

function Gaps({ gaps, no }: { gaps: GapModel[]; no: number }) {
  if (gaps.length === 0) return null;
  return (
    <section aria-labelledby="doc-gaps-t">
      <h2 id="doc-gaps-t">
        <span class="num">{no}</span>Not known
      </h2>
      <div class="gap-list">
        {gaps.map(({ text, act }) => Gap({ what: `${text.replace(/[.]$/, "")}.`, act }))}
      </div>
    </section>
  );
}

/** What the texts cite, in the order of the document. */
function Sources({ sources }: { sources: Source[] }) {
  if (sources.length === 0) return null;
  return (
    <section aria-labelledby="doc-sources-t">
      <h2 id="doc-sources-t">Sources</h2>
      <SourceList sources={sources} />
    </section>
  );
}
