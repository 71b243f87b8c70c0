import { page } from "fresh";
import { Account, type AccountView, type Refused } from "@/components/account/view.tsx";
import { plainErrors } from "@/components/form.tsx";
import {
  type Ctx,
  define,
  fieldErrors,
  Problem,
  requireSession,
  type Result,
  seeOther,
  type Session,
} from "@/lib/http/mod.ts";
import {
  changeEmail,
  changeName,
  changePassword,
  endDevice,
  readAccount,
  signOutMany,
} from "@/lib/identity/account.ts";
import { identityContext, requireAal2 } from "@/lib/identity/mod.ts";
import { emailChangeInput, nameInput, passwordChangeInput } from "@/lib/identity/model.ts";
import { attempt, errorsOf, formOf, goWith, toConfirm } from "../(_frames)/account.ts";
import { isUuid } from "../(_frames)/call.ts";
import { Frame } from "../(_frames)/frame.tsx";

const SAVED: Record<string, string> = {
  name: "Name saved",
  email: "Address changed",
  password: "Password changed. You are signed out everywhere else",
  ended: "Session ended",
  others: "Signed out everywhere else",
  off: "Second factor switched off",
  recovered: "You are in by a recovery code. Your second factor is off now: set it up again",
};

type Text = (name: string) => string;

/** The page again, with what was typed and why it was not saved. */
async function again(ctx: Ctx, session: Session, refused: Refused, status = 422, headers = {}) {
  const facts = await readAccount(ctx.state.db, session);
  return page<AccountView>({ facts, refused, saved: null }, { status, headers });
}

function refusedBy(
  ctx: Ctx,
  session: Session,
  problem: Problem,
  refused: Omit<Refused, "errors">,
  rename: Record<string, string> = {},
) {
  const errors = errorsOf(problem).map((e) => ({ ...e, path: rename[e.path] ?? e.path }));
  return again(ctx, session, { ...refused, errors }, problem.status, problem.headers);
}

/** A change of one field or two: checked, done, and back to the page. */
async function saved(
  ctx: Ctx,
  session: Session,
  form: Omit<Refused, "errors">,
  done: Result<{ cookies: string[] }>,
) {
  return done.ok
    ? goWith(ctx, `/account?saved=${form.form}`, done.value.cookies)
    : await refusedBy(ctx, session, done.problem, form);
}

async function name(ctx: Ctx, text: Text) {
  const session = await requireAal2(ctx, "/account");
  const form = { form: "name" as const, typed: { name: text("name") } };
  const input = nameInput.safeParse({ name: text("name") });
  if (!input.success) {
    return await again(ctx, session, {
      ...form,
      errors: plainErrors(fieldErrors(input.error.issues)),
    });
  }
  const done = await attempt(() => changeName(identityContext(ctx), session, input.data.name));
  return await saved(ctx, session, form, done);
}

/** The password field of this form has a name of its own: the page has two others. */
const EMAIL_FIELDS = { "/password": "/email-password" };

async function email(ctx: Ctx, text: Text) {
  const session = await requireAal2(ctx, "/account");
  const form = { form: "email" as const, typed: { email: text("email") } };
  const input = emailChangeInput.safeParse({
    email: text("email").trim(),
    password: text("email-password"),
  });
  if (!input.success) {
    const problem = new Problem(422, "", { errors: plainErrors(fieldErrors(input.error.issues)) });
    return await refusedBy(ctx, session, problem, form, EMAIL_FIELDS);
  }
  const done = await attempt(() => changeEmail(identityContext(ctx), session, input.data));
  if (!done.ok) return await refusedBy(ctx, session, done.problem, form, EMAIL_FIELDS);
  const { cookies, pending } = done.value;
  const answer = goWith(ctx, "/account?saved=email", cookies);
  return pending ? toConfirm(ctx, "email_change", input.data.email, null) : answer;
}

async function password(ctx: Ctx, text: Text) {
  const session = await requireAal2(ctx, "/account");
  const form = { form: "password" as const, typed: {} };
  const input = passwordChangeInput.safeParse({
    current: text("current"),
    password: text("password"),
  });
  if (!input.success) {
    return await again(ctx, session, {
      ...form,
      errors: plainErrors(fieldErrors(input.error.issues)),
    });
  }
  const done = await attempt(() => changePassword(identityContext(ctx), session, input.data));
  return await saved(ctx, session, form, done);
}

async function end(ctx: Ctx, text: Text) {
  const session = requireSession(ctx);
  // A session that ended meanwhile is what was asked for.
  if (isUuid(text("session"))) {
    await endDevice(identityContext(ctx), session, text("session")).catch((error) => {
      if (error?.status !== 404) throw error;
    });
  }
  return seeOther("/account?saved=ended");
}

async function many(ctx: Ctx, scope: "others" | "global") {
  const session = requireSession(ctx);
  const done = await attempt(() => signOutMany(identityContext(ctx), session, scope));
  if (!done.ok) {
    return await refusedBy(ctx, session, done.problem, { form: "devices", typed: {} });
  }
  const path = scope === "global" ? "/login?done=everywhere" : "/account?saved=others";
  return goWith(ctx, path, done.value.cookies);
}

export const handler = define.handlers({
  async GET(ctx) {
    const facts = await readAccount(ctx.state.db, requireSession(ctx));
    const saved = SAVED[ctx.url.searchParams.get("saved") ?? ""] ?? null;
    return page<AccountView>({ facts, refused: null, saved });
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    switch (text("intent")) {
      case "name":
        return await name(ctx, text);
      case "email":
        return await email(ctx, text);
      case "password":
        return await password(ctx, text);
      case "end":
        return await end(ctx, text);
      case "others":
        return await many(ctx, "others");
      case "everywhere":
        return await many(ctx, "global");
    }
    throw new Problem(400, "Cannot tell what to do: intent is none of this page's");
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame state={state} url={url} section="account" label="Your account">
    <Account {...data} />
  </Frame>
));
