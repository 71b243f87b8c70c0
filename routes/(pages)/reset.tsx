import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Reset, type ResetForm } from "@/components/account/door.tsx";
import { plainErrors } from "@/components/form.tsx";
import { Gatehouse } from "@/components/gatehouse.tsx";
import { define, fieldErrors, seeOther } from "@/lib/http/mod.ts";
import { cameByMail, resetPassword } from "@/lib/identity/account.ts";
import { identityContext, requireAal2 } from "@/lib/identity/mod.ts";
import { newPasswordInput } from "@/lib/identity/model.ts";
import { attempt, errorsOf, formOf, goWith } from "./(_frames)/account.ts";

export const handler = define.handlers({
  async GET(ctx) {
    if (!ctx.state.session) return seeOther("/forgot");
    const session = await requireAal2(ctx);
    if (!cameByMail(session)) return seeOther("/forgot?late=1");
    return page<ResetForm>({ email: session.user.email, errors: [] });
  },

  async POST(ctx) {
    const session = await requireAal2(ctx);
    const text = await formOf(ctx);
    const { email } = session.user;
    const input = newPasswordInput.safeParse({ password: text("password") });
    if (!input.success) {
      const errors = plainErrors(fieldErrors(input.error.issues));
      return page<ResetForm>({ email, errors }, { status: 422 });
    }
    const done = await attempt(() =>
      resetPassword(identityContext(ctx), session, input.data.password)
    );
    if (done.ok) return goWith(ctx, "/account?saved=password", done.value.cookies);
    if (done.problem.type.endsWith("too-late")) return seeOther("/forgot?late=1");
    const { status, headers } = done.problem;
    return page<ResetForm>({ email, errors: errorsOf(done.problem) }, { status, headers });
  },
});

export default define.page<typeof handler>(({ data, url }) => (
  <>
    <Head>
      <title>New password · ClinOps</title>
    </Head>
    <Gatehouse here={url.pathname + url.search}>
      <Reset {...data} />
    </Gatehouse>
  </>
));
