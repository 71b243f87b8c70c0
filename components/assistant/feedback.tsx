/** What somebody thinks of a text: five points in words, and why. Works without a script. */
import { RATING_WORDS } from "@/lib/assistant/feedback_model.ts";
import { Area, type FieldError, Problems } from "../form.tsx";

export interface FeedbackTyped {
  rating: string;
  comment: string;
  errors: FieldError[];
}

export interface FeedbackProps {
  projectId: string;
  /** What it is about, such as "tab:general/summary". */
  subject: string;
  /** Of the ledger; null where no model wrote it. */
  callId: string | null;
  /** Unique on the page; letters, digits, - and _. */
  id: string;
  /** Path of the page to come back to, which then has `thanks=<id>` in its query. */
  next: string;
  /** It was just said: the page's `?thanks=` names this id. */
  thanked?: boolean;
  /** Where it was refused: what was typed. */
  typed?: FeedbackTyped;
}

const POINTS = [5, 4, 3, 2, 1];

/** Under a text: a line that opens the form. */
export function Feedback(props: FeedbackProps) {
  if (props.thanked) {
    return (
      <p class="text-xs text-ink-3 mt-2" id={`feedback-${props.id}`} role="status">
        Thank you. Those who run the study read it.
      </p>
    );
  }
  return (
    <details class="tools mt-2" id={`feedback-${props.id}`}>
      <summary class="text-xs text-ink-3">
        Was this useful?<span class="vh">{` (${props.subject})`}</span>
      </summary>
      <FeedbackForm {...props} />
    </details>
  );
}

export function FeedbackForm({ projectId, subject, callId, id, next, typed }: FeedbackProps) {
  const { rating = "", comment = "", errors = [] } = typed ?? {};
  return (
    <form
      method="post"
      action={`/projects/${projectId}/assistant/feedback`}
      class="stack mt-3 max-w-120"
    >
      {errors.length > 0 && <Problems title="That did not work" errors={errors} />}
      <input type="hidden" name="subject" value={subject} />
      <input type="hidden" name="callId" value={callId ?? ""} />
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="next" value={next} />
      <fieldset class="field">
        <legend>How useful is it?</legend>
        {POINTS.map((point) => (
          <label class="tick">
            <input
              type="radio"
              id={`${id}-${point}`}
              name="rating"
              value={point}
              checked={rating === String(point)}
              required
            />
            {`${RATING_WORDS[point]} (${point})`}
          </label>
        ))}
      </fieldset>
      <Area
        name="comment"
        id={`${id}-comment`}
        label="Why (optional)"
        rows={2}
        maxLength={4000}
        value={comment}
        errors={errors}
        hint="Owners, administrators and managers of the study read it"
      />
      <p>
        <button type="submit" class="btn sm">Send</button>
      </p>
    </form>
  );
}
