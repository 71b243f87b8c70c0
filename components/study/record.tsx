/** What the record says of a study, each value with where it comes from; then what is not known. */
import type { ProjectPage } from "@/lib/projects/model.ts";
import { plural } from "../format.ts";
import { Gap } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { Arms, Interventions } from "./arms.tsx";
import { Drawer } from "./drawer.tsx";
import { Dates, DesignFacts, Figures, Identity } from "./facts.tsx";
import { gapsOf } from "./gaps.ts";
import { Contacts, Sites } from "./places.tsx";
import { proofOf } from "./proof.ts";
import { Eligibility, Outcomes, Summary } from "./protocol.tsx";

interface StudyRecordProps {
  page: ProjectPage;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** Key of the value whose proof is open. */
  proof: string | null;
  /** Lists in full. */
  all: boolean;
}

export function StudyRecord({ page, asOf, proof, all }: StudyRecordProps) {
  const { project } = page;
  const open = proof ? proofOf(page, proof) : null;
  return (
    <>
      <PageHead title="Protocol" sub={project.title ?? project.name} />
      <p hidden id="proof-hint">Opens where this value comes from</p>
      <div class="grid-12">
        <div class="c8 stack">
          <Figures page={page} asOf={asOf} />
          <Summary project={project} all={all} />
        </div>
        <div class="c4 stack">
          <Dates project={project} asOf={asOf} />
        </div>
        <div class="cols">
          <Identity project={project} />
          <Arms project={project} />
          <Interventions project={project} />
          <DesignFacts project={project} />
        </div>
        <Outcomes project={project} all={all} />
        <Eligibility project={project} all={all} />
        <Sites page={page} asOf={asOf} />
        <Contacts contacts={project.contacts} />
        <Gaps page={page} />
        <Source page={page} asOf={asOf} />
      </div>
      {open && <Drawer proof={open} close={`/projects/${project.id}/protocol`} />}
    </>
  );
}

function Gaps({ page }: { page: ProjectPage }) {
  const gaps = gapsOf(page.project);
  if (gaps.length === 0) return null;
  return (
    <Widget
      id="gaps"
      title="Not known"
      span={gaps.length > 3 ? 12 : 4}
      note={plural(gaps.length, "gap")}
    >
      <div class="gaps">
        {gaps.map(({ what, act }) => Gap({ what, act: page.may.edit ? act : undefined }))}
      </div>
    </Widget>
  );
}

/** What all widgets of the record stand on, and where every change is kept. */
function Source({ page, asOf }: { page: ProjectPage; asOf: string }) {
  const { nctId, provenance, id } = page.project;
  return (
    <Widget
      id="source"
      title="Source"
      span={12}
      foot={{
        formula: "each value opens where it comes from",
        asOf,
        link: { href: `/projects/${id}/activity`, label: "Every change" },
      }}
    >
      <p class="text-ink-2">
        {provenance.import
          ? `Registry record ${nctId}, import ${provenance.import.no}, and what people changed since.`
          : "Made by hand; no registry record stands behind it."}
      </p>
    </Widget>
  );
}
