import { page } from "fresh";
import { Head } from "fresh/runtime";
import { type FieldError, plainErrors } from "@/components/form.tsx";
import { Gatehouse } from "@/components/gatehouse.tsx";
import { InvitationPage, type InvitationView } from "@/components/people/invitation.tsx";
import {
  type Ctx,
  define,
  fieldErrors,
  Problem,
  type Result,
  seeOther,
  unwrap,
} from "@/lib/http/mod.ts";
import { identityContext, signIn, signOut, signUp, signUpInput } from "@/lib/identity/mod.ts";
import { acceptInvitation, invitationFor, unusable } from "@/lib/members/service.ts";
import { attempt, errorsOf, formOf, goWith, toConfirm } from "./(_frames)/account.ts";
import { unknownIntent } from "./(_frames)/acts.ts";

type Text = (name: string) => string;
type Tried = InvitationView["form"]["tried"];

interface Shown {
  status?: number;
  tried?: Tried;
  errors?: FieldError[];
  headers?: HeadersInit;
  askCode?: boolean;
  /** Just signed out. */
  nobody?: boolean;
}

/** The invitation of the token in the form, with what stands against the last step. */
async function show(ctx: Ctx, text: Text, shown: Shown = {}) {
  const { status = 200, tried = null, errors = [], headers, askCode = false, nobody } = shown;
  const token = text("token").trim().slice(0, 100);
  const { db, address, session, config } = ctx.state;
  const found = await attempt(async (): Promise<Result<InvitationView["invitation"]>> => ({
    ok: true,
    value: await invitationFor(db, token, address),
  }));
  const invitation = found.ok ? found.value : null;
  const why = token === ""
    ? "Type the code of your letter"
    : found.ok
    ? unusable(invitation)
    : found.problem.detail;
  return page<InvitationView>({
    token,
    invitation,
    unusable: why,
    signedInAs: nobody ? null : session?.user.email ?? null,
    mayJoin: config.signup !== "closed",
    form: { name: text("name"), askCode, tried },
    errors,
  }, {
    status: found.ok ? why && status === 200 ? 422 : status : found.problem.status,
    headers: found.ok ? headers : found.problem.headers,
  });
}

/** Where a new member begins. */
const landing = (joined: { projectId: string | null }) =>
  joined.projectId ? `/projects/${joined.projectId}` : "/projects";

async function accept(ctx: Ctx, text: Text) {
  const { session, db } = ctx.state;
  if (!session) return await show(ctx, text);
  const { claims } = session;
  const result = await attempt(() => acceptInvitation({ db, claims }, text("token")));
  if (result.ok) return seeOther(landing(result.value));
  const { status } = result.problem;
  return await show(ctx, text, { status, tried: "accept", errors: errorsOf(result.problem) });
}

async function switchPerson(ctx: Ctx, text: Text) {
  const { session } = ctx.state;
  if (session) {
    const { cookies } = unwrap(await signOut(identityContext(ctx), session));
    ctx.state.cookies.push(...cookies);
  }
  return await show(ctx, text, { nobody: true });
}

async function signInAndJoin(ctx: Ctx, text: Text) {
  const { db, address } = ctx.state;
  const invitation = await invitationFor(db, text("token"), address);
  if (!invitation || unusable(invitation)) return await show(ctx, text);
  const [password, code] = [text("password"), text("code").trim()];
  const refused = (problem: Problem) =>
    show(ctx, text, {
      status: problem.status,
      tried: "sign-in",
      errors: errorsOf(problem),
      headers: problem.headers,
      askCode: problem.type.endsWith("mfa-required"),
    });
  if (password === "") {
    return await refused(
      new Problem(422, "Must be given", {
        errors: [{ path: "/password", message: "Must be given" }],
      }),
    );
  }
  const { email } = invitation;
  const input = { email, password, ...(code ? { code } : {}) };
  const signedIn = await attempt(() => signIn(identityContext(ctx), input));
  if (!signedIn.ok) return await refused(signedIn.problem);
  const { session: { claims }, cookies } = signedIn.value;
  const joined = await attempt(() => acceptInvitation({ db, claims }, text("token")));
  return goWith(ctx, joined.ok ? landing(joined.value) : "/projects", cookies);
}

async function join(ctx: Ctx, text: Text) {
  const { db, address } = ctx.state;
  const token = text("token").trim().slice(0, 100);
  const invitation = await invitationFor(db, token, address);
  if (!invitation || unusable(invitation)) return await show(ctx, text);
  const input = signUpInput.safeParse({
    name: text("name"),
    email: invitation.email,
    password: text("password"),
    invitation: token,
  });
  const refused = (status: number, errors: FieldError[], headers?: HeadersInit) =>
    show(ctx, text, { status, tried: "join", errors, headers });
  if (!input.success) return await refused(422, plainErrors(fieldErrors(input.error.issues)));
  const result = await attempt(() => signUp(identityContext(ctx), input.data));
  if (!result.ok) {
    const { status, headers } = result.problem;
    return await refused(status, atPassword(errorsOf(result.problem)), headers);
  }
  if (result.value.kind === "confirm") return toConfirm(ctx, "signup", invitation.email, null);
  return goWith(ctx, landing({ projectId: invitation.project?.id ?? null }), result.value.cookies);
}

/** The address is no field of this form. */
const atPassword = (errors: FieldError[]) =>
  errors.map((error) => error.path === "/email" ? { ...error, path: "" } : error);

export const handler = define.handlers({
  GET: (ctx) =>
    page<InvitationView>({
      token: "",
      invitation: null,
      unusable: null,
      signedInAs: ctx.state.session?.user.email ?? null,
      mayJoin: ctx.state.config.signup !== "closed",
      form: { name: "", askCode: false, tried: null },
      errors: [],
    }),

  async POST(ctx) {
    const text = await formOf(ctx);
    switch (text("intent")) {
      case "show":
        return await show(ctx, text);
      case "accept":
        return await accept(ctx, text);
      case "switch":
        return await switchPerson(ctx, text);
      case "sign-in":
        return await signInAndJoin(ctx, text);
      case "join":
        return await join(ctx, text);
    }
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <Head>
      <title>Invitation · ClinOps</title>
    </Head>
    <Gatehouse here="/invitation">
      <InvitationPage {...data} />
    </Gatehouse>
  </>
));
