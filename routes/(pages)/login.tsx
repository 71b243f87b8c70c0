import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Gatehouse, SignIn, type SignInForm } from "@/components/gatehouse.tsx";
import { plainErrors } from "@/components/form.tsx";
import { type Ctx, define, fieldErrors, safeNext, seeOther } from "@/lib/http/mod.ts";
import { identityContext, signInInput, signInOnPage } from "@/lib/identity/mod.ts";
import { askForLetter } from "@/lib/identity/letters.ts";
import { addressInput } from "@/lib/identity/model.ts";
import { attempt, errorsOf, formOf, goWith, toConfirm } from "./(_frames)/account.ts";

const FOOT = "Sign-ins are recorded with time and place. No names of participants are kept here.";

const NOTES: Record<string, string> = {
  deleted: "Your account was deleted. Thank you for having been here.",
  everywhere: "You are signed out everywhere.",
};

type Text = (name: string) => string;

function again(text: Text, status: number, rest: Partial<SignInForm>, headers = {}) {
  return page<SignInForm>({
    email: text("email"),
    next: text("next") || null,
    errors: [],
    ...rest,
  }, { status, headers });
}

/** A letter with a link in place of the password. */
async function sendLink(ctx: Ctx, text: Text) {
  const input = addressInput.safeParse({ email: text("email").trim() });
  if (!input.success) {
    return again(text, 422, { errors: plainErrors(fieldErrors(input.error.issues)) });
  }
  const { email } = input.data;
  const asked = await attempt(() => askForLetter(identityContext(ctx), "email", email));
  if (asked.ok) return toConfirm(ctx, "email", email, text("next") || null);
  const { status, headers } = asked.problem;
  return again(text, status, { errors: errorsOf(asked.problem) }, headers);
}

async function enter(ctx: Ctx, text: Text, askCode: boolean) {
  const code = text("code").trim();
  const input = signInInput.safeParse({
    email: text("email").trim(),
    password: text("password"),
    ...(code ? { code } : {}),
  });
  if (!input.success) {
    return again(text, 422, { errors: plainErrors(fieldErrors(input.error.issues)), askCode });
  }
  const next = text("next") || null;
  const result = await attempt(() => signInOnPage(identityContext(ctx), input.data));
  if (!result.ok) {
    const { status, headers, type } = result.problem;
    if (type.endsWith("email-not-confirmed")) {
      await attempt(() => askForLetter(identityContext(ctx), "signup", input.data.email));
      return toConfirm(ctx, "signup", input.data.email, next);
    }
    const wanted = type.endsWith("mfa-required");
    return again(text, status, { errors: errorsOf(result.problem), askCode: wanted }, headers);
  }
  const path = safeNext(next);
  const { kind, cookies } = result.value;
  return kind === "second-factor"
    ? goWith(ctx, `/step-up?next=${encodeURIComponent(path)}`, cookies)
    : goWith(ctx, path, cookies);
}

export const handler = define.handlers({
  GET(ctx) {
    const query = ctx.url.searchParams;
    const next = query.get("next");
    if (ctx.state.session) return seeOther(safeNext(next));
    const note = NOTES[query.get("done") ?? ""] ?? null;
    return page<SignInForm>({ next, errors: [], demo: ctx.state.config.demo, note });
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    return text("intent") === "link"
      ? await sendLink(ctx, text)
      : await enter(ctx, text, text("code") !== "");
  },
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <Head>
      <title>Sign in · ClinOps</title>
    </Head>
    <Gatehouse here="/login" foot={FOOT}>
      <SignIn {...data} />
    </Gatehouse>
  </>
));
