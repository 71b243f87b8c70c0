/** What of a document is being written, for whom, how far; and how the last wish ended. */
import type { DocView } from "@/lib/assistant/page_model.ts";
import { type GenerationJob, isOpen } from "@/lib/assistant/jobs_model.ts";
import { formatMoment } from "../format.ts";

/** Seconds until a page without a script looks again. */
const LOOK_S = 4;

export function Jobs({ view }: { view: DocView }) {
  const { jobs, may } = view;
  return (
    <div id="doc-j" data-live>
      {jobs.map((job) => one(job, view, may.write))}
      {jobs.some(isOpen) && (
        <noscript>
          <meta http-equiv="refresh" content={`${LOOK_S}`} />
        </noscript>
      )}
    </div>
  );
}

/** A function, not a component: keyed components leave their keys in the page. */
function one(job: GenerationJob, view: DocView, may: boolean) {
  const { id, by, createdAt, instructions } = job;
  return (
    <div class="job mt-4">
      <p role="status">
        <b>{stateOf(job, view)}</b>
      </p>
      {isOpen(job) && job.total > 0 && (
        <progress value={job.done} max={job.total} aria-label="Sections written" />
      )}
      <p class="text-xs text-ink-3">
        {`Asked by ${by.name ?? "somebody"}, ${formatMoment(createdAt)}`}
        {instructions && `: “${instructions}”`}
      </p>
      {job.message && <p class="text-xs text-ink-2">{job.message}</p>}
      {may && isOpen(job) && (
        <form method="post" class="mt-2 tools">
          <input type="hidden" name="job" value={id} />
          <button type="submit" class="btn sm" name="intent" value="cancel">Cancel</button>
        </form>
      )}
    </div>
  );
}

function stateOf({ state, done, total, versionId }: GenerationJob, { versions }: DocView): string {
  const version = versions.find(({ id }) => id === versionId)?.version;
  switch (state) {
    case "queued":
      return "Waits to be written";
    case "running":
      return total > 0 ? `Being written: ${done} of ${total} sections` : "Being written";
    case "done":
      return version ? `Written: version ${version}` : "Written";
    case "failed":
      return "Not written";
    case "cancelled":
      return "Cancelled";
  }
}
