import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Gatehouse, SignUp, type SignUpForm } from "@/components/gatehouse.tsx";
import { plainErrors } from "@/components/form.tsx";
import { define, fieldErrors, Problem, readForm, safeNext, seeOther } from "@/lib/http/mod.ts";
import { identityContext, signUp, signUpInput } from "@/lib/identity/mod.ts";
import { toConfirm } from "./(_frames)/account.ts";

const CLOSED = {
  open: null,
  invitation: "New accounts need an invitation from an organisation here. " +
    "Open the link of its letter, or type its code at /invitation.",
  closed: "New accounts are not made here.",
};

export const handler = define.handlers({
  GET(ctx) {
    const next = ctx.url.searchParams.get("next");
    if (ctx.state.session) return seeOther(safeNext(next));
    return page<SignUpForm>({ next, errors: [], closed: CLOSED[ctx.state.config.signup] });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const next = text("next") || null;
    const typed = { name: text("name"), email: text("email"), organization: text("organization") };
    const again = (status: number, errors: SignUpForm["errors"], headers: HeadersInit = {}) =>
      page<SignUpForm>({ ...typed, next, errors }, { status, headers });
    const input = signUpInput.safeParse({
      name: typed.name,
      email: typed.email,
      password: String(form.get("password") ?? ""),
      ...(typed.organization ? { organization: typed.organization } : {}),
    });
    if (!input.success) return again(422, plainErrors(fieldErrors(input.error.issues)));
    try {
      const result = await signUp(identityContext(ctx), input.data);
      if (!result.ok) throw result.problem;
      if (result.value.kind === "signed-in") return seeOther(safeNext(next), result.value.cookies);
      return toConfirm(ctx, "signup", result.value.user.email, next);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const errors = error.errors ?? [{ path: "", message: error.detail }];
      return again(error.status, errors, error.headers);
    }
  },
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <Head>
      <title>Create an account · ClinOps</title>
    </Head>
    <Gatehouse here="/signup">
      <SignUp {...data} />
    </Gatehouse>
  </>
));
