/** The page of one study: what needs doing first, then what comes next, then its dashboard. */
import type { ProjectActions, View } from "@/lib/actions/model.ts";
import type { Brief as BriefModel } from "@/lib/brief/model.ts";
import type { Dashboard as DashboardModel, SourceRow, Widget } from "@/lib/dashboard/model.ts";
import type { ProjectPage } from "@/lib/projects/model.ts";
import { Doing } from "../actions/doing.tsx";
import { Arrange } from "../dashboard/arrange.tsx";
import { Dashboard } from "../dashboard/dashboard.tsx";
import { WidgetProof } from "../dashboard/proof.tsx";
import { formatDate, momentParts } from "../format.ts";
import { IntakeLine } from "../intake/line.tsx";
import { Brief } from "./brief.tsx";
import { Drawer } from "./drawer.tsx";
import { StudyHead } from "./head.tsx";
import { Milestones } from "./plan.tsx";
import { proofOf } from "./proof.ts";

interface StudyHomeProps {
  page: ProjectPage;
  doing: ProjectActions;
  /** Of the actions; null: the first few. */
  view: View | null;
  brief: BriefModel;
  /** Whose brief may be chosen. */
  choosingBrief: boolean;
  dashboard: DashboardModel;
  /** The widgets are put in order instead of drawn. */
  arranging: boolean;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** Key of the value of the record whose proof is open. */
  proof: string | null;
  /** The widget whose proof is open. */
  proven: { widget: Widget; rows: SourceRow[] } | null;
}

export function StudyHome(props: StudyHomeProps) {
  const { page, doing, view, brief, dashboard, arranging, asOf, proof, proven } = props;
  const { choosingBrief: choosing } = props;
  const { project } = page;
  const run = project.provenance.import;
  const open = proof ? proofOf(page, proof) : null;
  const base = `/projects/${project.id}`;
  return (
    <>
      <StudyHead
        page={page}
        version={run?.version ? formatDate(run.version) : null}
        widgets={dashboard.may}
      />
      {page.intake && <IntakeLine {...page.intake} href={`${base}/intake`} />}
      {project.archivedAt && (
        <p class="stale mb-7">
          <span>
            <b>Archived on {momentParts(project.archivedAt).date}.</b>{" "}
            The study is not in the portfolio; nothing of it was removed.{" "}
            {page.may.edit && (
              <a class="link" href={`${base}/settings`}>
                Bring it back
              </a>
            )}
          </span>
        </p>
      )}
      <p hidden id="proof-hint">Opens where this value comes from</p>
      {arranging ? <Arrange widgets={dashboard.widgets} base={base} /> : (
        <>
          <div class="grid-12">
            <div class="c8">
              <Doing {...{ doing, view, base, asOf }} />
            </div>
            <div class="c4 stack">
              <Brief {...{ brief, base, choosing }} />
              <Milestones milestones={page.milestones} plan={`${base}/plan`} asOf={asOf} />
            </div>
          </div>
          <Dashboard dashboard={dashboard} base={base} />
        </>
      )}
      {open && <Drawer proof={open} close={base} />}
      {proven && <WidgetProof {...proven} projectId={project.id} base={base} />}
    </>
  );
}
