import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Forgot, type ForgotForm } from "@/components/account/door.tsx";
import { plainErrors } from "@/components/form.tsx";
import { Gatehouse } from "@/components/gatehouse.tsx";
import { define, fieldErrors } from "@/lib/http/mod.ts";
import { identityContext } from "@/lib/identity/mod.ts";
import { askForLetter } from "@/lib/identity/letters.ts";
import { addressInput } from "@/lib/identity/model.ts";
import { attempt, errorsOf, formOf, toConfirm } from "./(_frames)/account.ts";

export const handler = define.handlers({
  GET(ctx) {
    return page<ForgotForm>({
      email: ctx.state.session?.user.email,
      late: ctx.url.searchParams.has("late"),
      errors: [],
    });
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    const email = text("email").trim();
    const input = addressInput.safeParse({ email });
    if (!input.success) {
      const errors = plainErrors(fieldErrors(input.error.issues));
      return page<ForgotForm>({ email, errors }, { status: 422 });
    }
    const asked = await attempt(() =>
      askForLetter(identityContext(ctx), "recovery", input.data.email)
    );
    if (asked.ok) return toConfirm(ctx, "recovery", input.data.email, null);
    const { status, headers } = asked.problem;
    return page<ForgotForm>({ email, errors: errorsOf(asked.problem) }, { status, headers });
  },
});

export default define.page<typeof handler>(({ data, url }) => (
  <>
    <Head>
      <title>Forgot your password · ClinOps</title>
    </Head>
    <Gatehouse here={url.pathname + url.search}>
      <Forgot {...data} />
    </Gatehouse>
  </>
));
