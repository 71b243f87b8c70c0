import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Gatehouse, SignIn, type SignInForm } from "@/components/gatehouse.tsx";
import { plainErrors } from "@/components/form.tsx";
import { define, fieldErrors, Problem, readForm, safeNext, seeOther } from "@/lib/http/mod.ts";
import { identityContext, signIn, signInInput } from "@/lib/identity/mod.ts";

const FOOT = "Sign-ins are recorded with time and place. No names of participants are kept here.";

export const handler = define.handlers({
  GET(ctx) {
    const next = ctx.url.searchParams.get("next");
    if (ctx.state.session) return seeOther(safeNext(next));
    return page<SignInForm>({ next, errors: [], demo: ctx.state.config.demo });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const text = (name: string) => String(form.get(name) ?? "");
    const next = text("next") || null;
    const code = text("code").trim();
    const again = (
      status: number,
      rest: Pick<SignInForm, "errors" | "askCode">,
      headers: HeadersInit = {},
    ) => page<SignInForm>({ email: text("email"), next, ...rest }, { status, headers });
    const input = signInInput.safeParse({
      email: text("email").trim(),
      password: text("password"),
      ...(code ? { code } : {}),
    });
    if (!input.success) {
      return again(422, {
        errors: plainErrors(fieldErrors(input.error.issues)),
        askCode: form.has("code"),
      });
    }
    try {
      const result = await signIn(identityContext(ctx), input.data);
      if (result.ok) return seeOther(safeNext(next), result.value.cookies);
      throw result.problem;
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const errors = error.errors ?? [{ path: "", message: error.detail }];
      const askCode = error.type.endsWith("mfa-required");
      return again(error.status, { errors, askCode }, error.headers);
    }
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
