/** The guided intake: the list of ten questions, and one of them. */
import {
  type Intake,
  isAnswered,
  isOpen,
  isRead,
  type Progress,
  type Question,
  QUESTION_KEYS,
  type QuestionKey,
} from "@/lib/intake/model.ts";
import { QUESTIONS } from "@/lib/intake/words.ts";
import { formatNumber } from "../format.ts";
import { PageHead } from "../shell.tsx";
import type { ItemDraft } from "./item.tsx";
import { type AnswerDraft, QuestionView } from "./question.tsx";

export interface IntakeView {
  projectId: string;
  intake: Intake;
  current: QuestionKey;
  may: boolean;
  /** What was done just now. */
  said: string | null;
  draft: AnswerDraft | null;
  itemDraft: ItemDraft | null;
}

const SUB =
  "Ten questions, any of which may stay open. Nothing enters the study before it is confirmed.";

export function IntakePage(view: IntakeView) {
  const { projectId, intake, current, may, said, draft, itemDraft } = view;
  const question = intake.questions.find((one) => one.key === current)!;
  const at = (key: QuestionKey) => `/projects/${projectId}/intake?q=${key}`;
  return (
    <>
      {said && (
        <div class="toast" role="status">
          <span class="font-medium">{said}</span>
        </div>
      )}
      <PageHead title="Intake" sub={SUB} facts={<ProgressFacts {...intake.progress} />} />
      <div class="intake">
        <List questions={intake.questions} current={current} at={at} />
        <div class="stack">
          <QuestionView
            question={question}
            at={at}
            done={`/projects/${projectId}`}
            may={may}
            draft={draft}
            itemDraft={itemDraft}
          />
        </div>
      </div>
    </>
  );
}

function ProgressFacts({ total, answered, known, confirmed, toConfirm, unread }: Progress) {
  return (
    <>
      <span>
        <b>{answered} of {total}</b> answered
      </span>
      {known > 0 && (
        <span>
          <b>{known}</b> known from elsewhere
        </span>
      )}
      <span>
        <b>{formatNumber(confirmed)}</b> confirmed
      </span>
      <span>
        <b>{formatNumber(toConfirm)}</b> to confirm
      </span>
      {unread > 0 && (
        <span>
          <b>{formatNumber(unread)}</b> not understood
        </span>
      )}
    </>
  );
}

/** How a question stands, in few words. */
function standOf(question: Question): string {
  const open = question.items.filter(isOpen);
  const waiting = open.filter(isRead).length;
  if (waiting > 0) return `${formatNumber(waiting)} to confirm`;
  if (open.length > 0) return `${formatNumber(open.length)} unclear`;
  if (isAnswered(question)) return "answered";
  return question.known.length > 0 ? "known" : "open";
}

interface ListProps {
  questions: Question[];
  current: QuestionKey;
  at: (key: QuestionKey) => string;
}

function List({ questions, current, at }: ListProps) {
  return (
    <nav class="qs" aria-label="Questions">
      <ol>
        {questions.map((question, index) => (
          <li>
            <a href={at(question.key)} aria-current={question.key === current ? "true" : "false"}>
              <span class="k">{index + 1}</span>
              {QUESTIONS[question.key].short}
              <small>{standOf(question)}</small>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface BeginProps {
  organizations: { id: string; name: string }[];
  draft: AnswerDraft | null;
}

/** The first question, before there is a study: its answer makes one. */
export function BeginIntake({ organizations, draft }: BeginProps) {
  const question: Question = { key: "trialName", answer: null, items: [], known: [] };
  return (
    <>
      <PageHead title="New study by ten questions" sub={SUB} />
      <div class="intake">
        <nav class="qs wide" aria-label="Questions">
          <ol>
            {QUESTION_KEYS.map((key, index) => (
              <li>
                <span aria-current={index === 0 ? "step" : undefined}>
                  <span class="k">{index + 1}</span>
                  {QUESTIONS[key].short}
                </span>
              </li>
            ))}
          </ol>
        </nav>
        <div class="stack">
          <QuestionView
            question={question}
            at={null}
            done="/projects/new"
            may
            draft={draft}
            itemDraft={null}
            organizations={organizations}
          />
        </div>
      </div>
    </>
  );
}
