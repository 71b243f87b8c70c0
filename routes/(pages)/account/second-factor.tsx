import { page } from "fresh";
import { type FactorView, SecondFactorPage } from "@/components/account/second_factor.tsx";
import { plainErrors } from "@/components/form.tsx";
import {
  type Ctx,
  define,
  fieldErrors,
  Problem,
  requireSession,
  seeOther,
  type Session,
} from "@/lib/http/mod.ts";
import { cameByMail, passwordProblem, readAccount } from "@/lib/identity/account.ts";
import { identityContext, requireAal2 } from "@/lib/identity/mod.ts";
import { totpInput } from "@/lib/identity/model.ts";
import {
  beginFactor,
  enrolmentOf,
  finishFactor,
  newCodes,
  removeFactor,
} from "@/lib/identity/second_factor.ts";
import { attempt, errorsOf, formOf, goWith, keepCookies } from "../(_frames)/account.ts";
import { isUuid } from "../(_frames)/call.ts";
import { Frame } from "../(_frames)/frame.tsx";

const HERE = "/account/second-factor";

type Text = (name: string) => string;

async function view(
  ctx: Ctx,
  session: Session,
  rest: Partial<FactorView> = {},
  init: ResponseInit = {},
) {
  const facts = await readAccount(ctx.state.db, session);
  return page<FactorView>({ facts, enrolment: null, codes: null, errors: [], ...rest }, init);
}

function refused(ctx: Ctx, session: Session, problem: Problem, rest: Partial<FactorView> = {}) {
  const { status, headers } = problem;
  return view(ctx, session, { ...rest, errors: errorsOf(problem) }, { status, headers });
}

/** Who finds a browser open must not lock its owner out: the password, or a letter just read. */
async function begin(ctx: Ctx, text: Text) {
  const session = await requireAal2(ctx, HERE);
  const identity = identityContext(ctx);
  const begun = await attempt(async () => {
    const problem = cameByMail(session)
      ? null
      : await passwordProblem(identity, session.user.email, text("password"), "/password");
    return problem ? { ok: false, problem } : await beginFactor(identity, session);
  });
  return begun.ok
    ? await view(ctx, session, { enrolment: begun.value })
    : await refused(ctx, session, begun.problem);
}

async function verify(ctx: Ctx, text: Text) {
  const session = requireSession(ctx);
  const [factorId, secret, uri] = [text("factorId"), text("secret"), text("uri")];
  if (!isUuid(factorId) || !/^[A-Z2-7]{16,64}$/.test(secret) || !isOtpauth(uri)) {
    return seeOther(HERE);
  }
  const enrolment = enrolmentOf(factorId, secret, uri);
  const input = totpInput.safeParse({ code: text("code") });
  if (!input.success) {
    const errors = plainErrors(fieldErrors(input.error.issues));
    return await view(ctx, session, { enrolment, errors }, { status: 422 });
  }
  const done = await attempt(() =>
    finishFactor(identityContext(ctx), session, { factorId, code: input.data.code })
  );
  if (!done.ok) return await refused(ctx, session, done.problem, { enrolment });
  keepCookies(ctx, done.value.cookies);
  return await view(ctx, session, { codes: done.value.codes });
}

const isOtpauth = (uri: string) =>
  uri.length <= 2000 && /^otpauth:\/\/totp\/[\x21-\x7e]+$/.test(uri);

async function codes(ctx: Ctx) {
  const session = await requireAal2(ctx, HERE);
  return await view(ctx, session, { codes: await newCodes(ctx.state.db, session) });
}

async function remove(ctx: Ctx) {
  const session = await requireAal2(ctx, HERE);
  const done = await attempt(() => removeFactor(identityContext(ctx), session));
  return done.ok
    ? goWith(ctx, "/account?saved=off", done.value.cookies)
    : await refused(ctx, session, done.problem);
}

export const handler = define.handlers({
  async GET(ctx) {
    return await view(ctx, requireSession(ctx));
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    switch (text("intent")) {
      case "begin":
        return await begin(ctx, text);
      case "verify":
        return await verify(ctx, text);
      case "codes":
        return await codes(ctx);
      case "remove":
        return await remove(ctx);
    }
    throw new Problem(400, "Cannot tell what to do: intent is none of this page's");
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame state={state} url={url} section="account" label="Second factor">
    <SecondFactorPage {...data} />
  </Frame>
));
