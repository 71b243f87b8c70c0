/** One question on the screen: what is asked and why, what is known, the answer, what was read. */
import {
  ANSWER_LENGTH,
  isOpen,
  isRead,
  type Question,
  QUESTION_KEYS,
  type QuestionKey,
} from "@/lib/intake/model.ts";
import { QUESTIONS } from "@/lib/intake/words.ts";
import { Area, type FieldError, Problems, Select } from "../form.tsx";
import { formatMoment, formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Widget } from "../widget.tsx";
import { type ItemDraft, ItemRow } from "./item.tsx";

/** An answer as typed, and why it was not saved. */
export interface AnswerDraft {
  raw: string;
  errors: FieldError[];
  /** What somebody else has written meanwhile. */
  theirs: { raw: string; by: string; version: number } | null;
}

interface QuestionProps {
  question: Question;
  /** Address of the page of a question; null before there is a project. */
  at: ((key: QuestionKey) => string) | null;
  /** Where it ends. */
  done: string;
  may: boolean;
  draft: AnswerDraft | null;
  itemDraft: ItemDraft | null;
  organizations?: { id: string; name: string }[];
}

const KNOWN_SHOWN = 12;

export function QuestionView(props: QuestionProps) {
  const { question, may, draft } = props;
  const words = QUESTIONS[question.key];
  const number = QUESTION_KEYS.indexOf(question.key) + 1;
  return (
    <>
      <Widget id="ask" title={words.ask} note={`Question ${number} of ${QUESTION_KEYS.length}`}>
        <p class="text-ink-2 max-w-160">{words.why}</p>
        <Known question={question} />
        {may ? <AnswerForm {...props} /> : <Said question={question} />}
        <details class="more mt-4">
          <summary>Examples</summary>
          {words.examples.map(exampleText)}
          <p class="text-xs text-ink-3">Made-up names and figures.</p>
        </details>
      </Widget>
      {draft === null && <Readings {...props} />}
    </>
  );
}

const exampleText = (example: string) => <p class="json prose mb-2">{example}</p>;

function Known({ question: { known, answer } }: { question: Question }) {
  if (known.length === 0) return null;
  const shown = known.slice(0, KNOWN_SHOWN);
  return (
    <details class="more mt-4" open={answer === null}>
      <summary>Known already, {plural(known.length, "fact")}</summary>
      <ul class="rows plain">
        {shown.map(({ label, value, source }) => (
          <li>
            <span class="break-words">
              <b>{value}</b>
              <small>{label}</small>
            </span>
            <small>{source}</small>
          </li>
        ))}
      </ul>
      {known.length > shown.length && (
        <p class="text-xs text-ink-3 mt-2">and {formatNumber(known.length - shown.length)} more</p>
      )}
    </details>
  );
}

function Said({ question: { answer } }: { question: Question }) {
  if (!answer?.raw.trim()) {
    return <p class="mt-4 text-ink-3">Not answered yet. Your role lets you read, not answer.</p>;
  }
  return (
    <>
      <p class="prose mt-4">{answer.raw}</p>
      <By answer={answer} />
    </>
  );
}

function By({ answer }: { answer: NonNullable<Question["answer"]> }) {
  return (
    <p class="text-xs text-ink-3 mt-2">
      Written by {answer.by?.name ?? "somebody who has left"},{" "}
      {formatMoment(answer.at)}. Earlier versions are in the activity.
    </p>
  );
}

function AnswerForm(props: QuestionProps) {
  const { question, at, done, draft, organizations = [] } = props;
  const { answer, key } = question;
  const place = QUESTION_KEYS.indexOf(key);
  const [before, after] = [QUESTION_KEYS[place - 1], QUESTION_KEYS[place + 1]];
  const version = draft?.theirs?.version ?? answer?.version;
  return (
    <form method="post" class="mt-4" novalidate>
      <input type="hidden" name="q" value={key} />
      {draft?.theirs && <Theirs theirs={draft.theirs} />}
      {draft && draft.errors.length > 0 && (
        <div class="mb-4">
          <Problems
            title="The answer was not saved"
            errors={draft.errors}
            fields={{ raw: "Answer" }}
          />
        </div>
      )}
      {version !== undefined && <input type="hidden" name="version" value={version} />}
      {organizations.length > 1 && (
        <div class="mb-4 max-w-80">
          <Select
            name="organizationId"
            label="Organisation"
            options={organizations.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
      )}
      {organizations.length === 1 && (
        <input type="hidden" name="organizationId" value={organizations[0]!.id} />
      )}
      <Area
        name="raw"
        label="Your answer"
        rows={6}
        value={draft?.raw ?? answer?.raw ?? ""}
        errors={draft?.errors ?? []}
        hint={`In your own words, one entry a line. Up to ${
          formatNumber(ANSWER_LENGTH)
        } characters; kept as you write it.`}
        autofocus={draft === null && answer === null}
      />
      {answer?.raw.trim() && !draft && <By answer={answer} />}
      <p class="rd-nav">
        {at
          ? (
            <>
              <button type="submit" class="btn primary" name="intent" value="save">
                Save and read
              </button>
              <button type="submit" class="btn" name="intent" value="next">
                {after ? "Save and next" : "Save and finish"}
              </button>
              <a class="btn quiet" href={after ? at(after) : done} aria-current="false">
                {after ? "Skip" : "Finish"}
                <Icon name="right" />
              </a>
              {before && (
                <a class="btn quiet" href={at(before)} aria-current="false">
                  <Icon name="left" />Back
                </a>
              )}
            </>
          )
          : (
            <>
              <button type="submit" class="btn primary" name="intent" value="intake">
                Begin the study
              </button>
              <a class="btn quiet" href={done} aria-current="false">Cancel</a>
            </>
          )}
      </p>
    </form>
  );
}

function Theirs({ theirs }: { theirs: NonNullable<AnswerDraft["theirs"]> }) {
  return (
    <div class="band mb-4" role="alert">
      <div>
        <h3>{theirs.by} has changed this answer while you wrote</h3>
        <p class="prose mt-2">{theirs.raw}</p>
        <p class="text-xs text-ink-3 mt-2">
          Yours is below. Saving it replaces theirs, which stays in the activity.
        </p>
      </div>
    </div>
  );
}

function Readings({ question, may, itemDraft }: QuestionProps) {
  const { items, answer } = question;
  const ready =
    items.filter((item) =>
      isOpen(item) && isRead(item) && item.missing.length === 0 && item.standing === null
    ).length;
  const waiting = items.filter((item) => isOpen(item) && isRead(item)).length;
  if (!answer || items.length === 0) {
    return answer?.raw.trim()
      ? (
        <Widget id="items" title="What was read">
          <p class="text-ink-2">
            Nothing: the rules found no entry in this answer. It is kept as it is.
          </p>
        </Widget>
      )
      : null;
  }
  return (
    <Widget
      id="items"
      title="What was read"
      note={waiting ? `${formatNumber(waiting)} to confirm` : "nothing waits"}
      tools={may && ready > 1 && (
        <form method="post">
          <input type="hidden" name="q" value={question.key} />
          <button type="submit" class="btn sm primary" name="intent" value="all">
            Confirm all {formatNumber(ready)}
          </button>
        </form>
      )}
    >
      <p class="text-xs text-ink-3">
        Read by rules. Nothing enters the study before somebody confirms it.
      </p>
      <ul class="rds">
        {items.map((item) => (
          <ItemRow
            question={question.key}
            item={item}
            may={may}
            draft={itemDraft?.id === item.id ? itemDraft : null}
          />
        ))}
      </ul>
    </Widget>
  );
}
