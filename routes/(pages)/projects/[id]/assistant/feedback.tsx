import { page } from "fresh";
import { FeedbackForm, type FeedbackTyped } from "@/components/assistant/feedback.tsx";
import { PageHead } from "@/components/shell.tsx";
import { giveFeedback } from "@/lib/assistant/feedback.ts";
import { feedbackInput } from "@/lib/assistant/feedback_model.ts";
import {
  type Ctx,
  define,
  type FieldError,
  fieldErrors,
  safeNext,
  seeOther,
} from "@/lib/http/mod.ts";
import { attempt, errorsOf, formOf } from "../../../(_frames)/account.ts";
import { caller, projectId as idOf } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

/** The path with `thanks=<id>` in its query, at the place where it is said. */
function thanking(next: string, id: string): string {
  const url = new URL(next, "http://here.invalid");
  url.searchParams.set("thanks", id);
  return `${url.pathname}${url.search}#feedback-${id}`;
}

async function take(ctx: Ctx) {
  const projectId = idOf(ctx);
  const text = await formOf(ctx);
  const next = safeNext(text("next"), `/projects/${projectId}/assistant`);
  const id = /^[\w-]{1,80}$/.test(text("id")) ? text("id") : "text";
  const typed: FeedbackTyped = { rating: text("rating"), comment: text("comment"), errors: [] };
  const subject = text("subject");
  const callId = text("callId") || null;
  const refused = (status: number, errors: FieldError[]) =>
    page({ projectId, next, id, subject, callId, typed: { ...typed, errors } }, { status });
  if (typed.rating === "") {
    return refused(422, [{ path: "/rating", message: "Choose one of five" }]);
  }
  const rating = Number(typed.rating);
  const input = feedbackInput.safeParse({
    comment: typed.comment,
    rating,
    subject,
    projectId,
    callId,
  });
  if (!input.success) return refused(422, fieldErrors(input.error.issues));
  const given = await attempt(() => giveFeedback(caller(ctx), input.data));
  if (given.ok) return seeOther(thanking(next, id));
  return refused(given.problem.status, errorsOf(given.problem));
}

export const handler = define.handlers({
  GET: (ctx) => seeOther(`/projects/${idOf(ctx)}/assistant`),
  POST: take,
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame state={state} url={url} section="projects" label="What you think">
    <PageHead title="What you think" sub="It was not sent yet" />
    <FeedbackForm {...data} />
    <p class="mt-4">
      <a class="link" href={data.next}>Back</a>
    </p>
  </Frame>
));
