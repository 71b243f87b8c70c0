/** Documents that are being written: how far they are, what failed and why, how to stop one. */
import { type GenerationJob, isOpen } from "@/lib/assistant/jobs_model.ts";
import { formatMoment, plural } from "../format.ts";
import type { GlyphName } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";

export interface QueueProps {
  projectId: string;
  jobs: GenerationJob[];
  /** The reader may stop them. */
  mayCancel: boolean;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** Path of the page to come back to after stopping one; the page of jobs where it is left out. */
  next?: string;
  span?: 5 | 7 | 12;
}

const STATE_MARKS: Record<GenerationJob["state"], { state: GlyphName; word: string }> = {
  queued: { state: "info", word: "Waits" },
  running: { state: "info", word: "Being written" },
  done: { state: "ok", word: "Written" },
  failed: { state: "crit", word: "Failed" },
  cancelled: { state: "unk", word: "Cancelled" },
};

const PARTLY = { state: "risk" as const, word: "Written in part" };

/** Stays at its newest by the page's event stream. */
export function Queue({ projectId, jobs, mayCancel, asOf, next, span = 12 }: QueueProps) {
  const open = jobs.filter(isOpen).length;
  return (
    <div class={`c${span}`} id="jobs-live" data-live>
      <Widget
        id="jobs"
        title="Documents being written"
        note={open > 0 ? `${plural(open, "document")} to go` : undefined}
        foot={{
          formula: "documents that were asked for; open ones first, then the newest",
          asOf,
          source: plural(jobs.length, "row"),
        }}
      >
        {jobs.length === 0
          ? (
            <Empty title="Nothing is being written">
              <p class="text-ink-2">
                What you ask for appears here, and is written while you do something else, as long
                as you stay signed in.
              </p>
            </Empty>
          )
          : <Table {...{ projectId, jobs, mayCancel, next }} />}
      </Widget>
    </div>
  );
}

function Table({ projectId, jobs, mayCancel, next }: Omit<QueueProps, "asOf" | "span">) {
  return (
    <table class="tbl cards">
      <caption class="vh">Documents that were asked for</caption>
      <thead>
        <tr>
          <th scope="col">Document</th>
          <th scope="col">How far</th>
          <th scope="col">Asked</th>
          <th scope="col">
            <span class="vh">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr data-k={job.id}>
            <th scope="row" class="full">
              <a href={documentHref(projectId, job)}>{job.title}</a>
              {job.site && <span class="src">{job.site}</span>}
              {job.sections && (
                <span class="src">{`${plural(job.sections.length, "section")} only`}</span>
              )}
              {job.instructions && <span class="src">{`“${job.instructions}”`}</span>}
            </th>
            <td class="full">
              <Standing job={job} />
            </td>
            <td class="text-ink-2">
              <By hand="human" name={job.by.name ?? "somebody who left"} />
              <span class="src">{formatMoment(job.createdAt)}</span>
            </td>
            <td>
              {mayCancel && isOpen(job) && (
                <form method="post" action={`/projects/${projectId}/assistant/jobs`}>
                  <input type="hidden" name="job" value={job.id} />
                  {next && <input type="hidden" name="next" value={next} />}
                  <button type="submit" class="btn sm" name="intent" value="cancel">
                    Cancel<span class="vh">: {job.title}</span>
                  </button>
                </form>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function documentHref(projectId: string, { tabType, siteId }: GenerationJob): string {
  return `/projects/${projectId}/assistant/${tabType}${siteId ? `?site=${siteId}` : ""}`;
}

function Standing({ job }: { job: GenerationJob }) {
  const { state, done, total, message, title } = job;
  // What was written with parts that could not be says which.
  const mark = state === "done" && message ? PARTLY : STATE_MARKS[state];
  const far = total > 0 ? `${done} of ${plural(total, "section")}` : null;
  if (state !== "running" || total === 0) {
    return <Status {...mark} reason={message ?? (state === "done" ? far : null)} />;
  }
  return (
    <>
      <Status {...mark} reason={far} />
      <progress class="job-bar" max={total} value={done} aria-label={`${title}: ${far}`} />
      {message && <span class="src">{message}</span>}
    </>
  );
}
