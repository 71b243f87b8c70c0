/** The page of one study: what needs doing first, then what is known, then what is not. */
import type { ProjectActions, View } from "@/lib/actions/model.ts";
import type { ProjectPage } from "@/lib/projects/model.ts";
import { Doing } from "../actions/doing.tsx";
import { formatDate, momentParts, plural } from "../format.ts";
import { IntakeLine } from "../intake/line.tsx";
import { Gap } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { Arms, Interventions } from "./arms.tsx";
import { Drawer } from "./drawer.tsx";
import { Dates, DesignFacts, Figures, Identity } from "./facts.tsx";
import { gapsOf } from "./gaps.ts";
import { StudyHead } from "./head.tsx";
import { Contacts, Sites } from "./places.tsx";
import { Milestones } from "./plan.tsx";
import { proofOf } from "./proof.ts";
import { Eligibility, Outcomes, Summary } from "./protocol.tsx";

interface StudyHomeProps {
  page: ProjectPage;
  doing: ProjectActions;
  /** Of the actions; null: the first few. */
  view: View | null;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** Key of the value whose proof is open. */
  proof: string | null;
  /** Lists in full. */
  all: boolean;
}

export function StudyHome({ page, doing, view, asOf, proof, all }: StudyHomeProps) {
  const { project } = page;
  const run = project.provenance.import;
  const open = proof ? proofOf(page, proof) : null;
  return (
    <>
      <StudyHead page={page} version={run?.version ? formatDate(run.version) : null} />
      {page.intake && <IntakeLine {...page.intake} href={`/projects/${project.id}/intake`} />}
      {project.archivedAt && (
        <p class="stale mb-7">
          <span>
            <b>Archived on {momentParts(project.archivedAt).date}.</b>{" "}
            The study is not in the portfolio; nothing of it was removed.{" "}
            {page.may.edit && (
              <a class="link" href={`/projects/${project.id}/settings`}>
                Bring it back
              </a>
            )}
          </span>
        </p>
      )}
      <p hidden id="proof-hint">Opens where this value comes from</p>
      <div class="grid-12">
        <div class="c8 stack">
          <Doing doing={doing} view={view} asOf={asOf} />
          <Figures page={page} asOf={asOf} />
          <Summary project={project} all={all} />
        </div>
        <div class="c4 stack">
          <Milestones
            milestones={page.milestones}
            plan={`/projects/${project.id}/plan`}
            asOf={asOf}
          />
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
      {open && <Drawer proof={open} close={`/projects/${project.id}`} />}
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
