/** The calendar link: a secret address, shown once, that ends when it is revoked. */
import type { PlanFeed } from "@/lib/planpage/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { formatDate } from "../format.ts";
import { Dialog } from "../people/dialog.tsx";

export interface FeedView {
  /** Shown once, right after it was made. */
  url: string | null;
  /** Those of the reader that still open the calendar. */
  open: PlanFeed[];
}

interface FeedPanelProps {
  project: string;
  feed: FeedView | null;
  errors: FieldError[];
  close: string;
}

export function FeedPanel({ project, feed, errors, close }: FeedPanelProps) {
  return (
    <Dialog title="Calendar link">
      <p class="text-ink-2">
        Shows the milestones and tasks in a calendar program. Whoever has the address sees what you
        see here, so keep it to yourself.
      </p>
      {errors.length > 0 && <Problems title="That did not work" errors={errors} />}
      {feed?.url && (
        <div class="field mt-3">
          <label for="feed-url">Your address, shown this once</label>
          <input class="in" id="feed-url" value={feed.url} readonly autofocus />
          <p class="hint">Give it to your calendar program as a subscription by address.</p>
        </div>
      )}
      <p class="mt-3">
        <a class="link" href={`/api/projects/${project}/calendar.ics`}>
          Download the file as of now
        </a>
      </p>
      <ul class="rows plain mt-3">
        {feed?.open.map((one) => (
          <li>
            <span>
              <b>Made on {formatDate(one.createdAt.slice(0, 10))}</b>
              <small>
                {one.usedOn ? `Last asked on ${formatDate(one.usedOn)}` : "Not asked yet"}
              </small>
            </span>
            <form method="post">
              <input type="hidden" name="feed" value={one.id} />
              <button type="submit" class="btn sm danger" name="intent" value="feed-revoke">
                Revoke
              </button>
            </form>
          </li>
        ))}
      </ul>
      <form method="post" class="filters mt-4">
        {!feed?.url && (
          <button type="submit" class="btn primary" name="intent" value="feed">
            Make an address
          </button>
        )}
        <a class="btn quiet" href={close} data-close>Close</a>
      </form>
    </Dialog>
  );
}
