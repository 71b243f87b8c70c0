import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Confirm, type ConfirmForm } from "@/components/account/confirm.tsx";
import { plainErrors } from "@/components/form.tsx";
import { Gatehouse } from "@/components/gatehouse.tsx";
import { type Ctx, define, fieldErrors, safeNext } from "@/lib/http/mod.ts";
import { identityContext } from "@/lib/identity/mod.ts";
import { confirm, type Proof } from "@/lib/identity/confirmation.ts";
import { askForLetter } from "@/lib/identity/letters.ts";
import {
  addressInput,
  codeInput,
  type LetterKind,
  letterKind,
  linkInput,
} from "@/lib/identity/model.ts";
import {
  attempt,
  errorsOf,
  formOf,
  goWith,
  rememberAddress,
  rememberedAddress,
  toConfirm,
} from "./(_frames)/account.ts";

/** What is not known is a letter to sign in: the most of them are. */
const kindOf = (text: string | null): LetterKind => letterKind.catch("email").parse(text ?? "");

/** Where the letter was about. */
function destination(kind: LetterKind, next: string | null): string {
  if (kind === "recovery" || kind === "invite") return "/reset";
  return kind === "email_change" ? "/account?saved=email" : safeNext(next);
}

type Text = (name: string) => string;

function again(ctx: Ctx, text: Text, status: number, rest: Partial<ConfirmForm>, headers = {}) {
  return page<ConfirmForm>({
    kind: kindOf(text("kind")),
    email: text("email").trim(),
    next: text("next") || null,
    signedInAs: ctx.state.session?.user.email,
    errors: [],
    ...rest,
  }, { status, headers });
}

async function resend(ctx: Ctx, text: Text) {
  const kind = kindOf(text("kind"));
  const input = addressInput.safeParse({ email: text("email").trim() });
  if (!input.success) {
    return again(ctx, text, 422, { errors: plainErrors(fieldErrors(input.error.issues)) });
  }
  const { email } = input.data;
  const asked = kind === "recovery" || kind === "signup" ? kind : "email";
  const result = await attempt(() => askForLetter(identityContext(ctx), asked, email));
  if (result.ok) return toConfirm(ctx, asked, email, text("next") || null);
  const { status, headers } = result.problem;
  return again(ctx, text, status, { errors: errorsOf(result.problem) }, headers);
}

function proofIn(text: Text) {
  const tokenHash = text("tokenHash");
  return tokenHash
    ? linkInput.safeParse({ tokenHash })
    : codeInput.safeParse({ email: text("email").trim(), code: text("code") });
}

async function take(ctx: Ctx, text: Text) {
  const kind = kindOf(text("kind"));
  const proof = proofIn(text);
  if (!proof.success) {
    const errors = plainErrors(fieldErrors(proof.error.issues))
      .map((error) => error.path === "/tokenHash" ? { ...error, path: "" } : error);
    return again(ctx, text, 422, { errors });
  }
  const { session } = ctx.state;
  const result = await attempt(() =>
    confirm(identityContext(ctx), kind, proof.data satisfies Proof, session)
  );
  if (!result.ok) {
    const { status, headers } = result.problem;
    return again(ctx, text, status, { errors: errorsOf(result.problem) }, headers);
  }
  if (result.value.kind === "one-more") return again(ctx, text, 200, { oneMore: true });
  rememberAddress(ctx, "");
  const path = destination(kind, text("next") || null);
  const { cookies } = result.value;
  return result.value.kind === "second-factor"
    ? goWith(ctx, `/step-up?next=${encodeURIComponent(path)}`, cookies)
    : goWith(ctx, path, cookies);
}

export const handler = define.handlers({
  GET(ctx) {
    const query = ctx.url.searchParams;
    return page<ConfirmForm>({
      kind: kindOf(query.get("type")),
      email: rememberedAddress(ctx),
      next: query.get("next"),
      sent: query.has("sent"),
      signedInAs: ctx.state.session?.user.email,
      errors: [],
    });
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    return text("intent") === "again" ? await resend(ctx, text) : await take(ctx, text);
  },
});

export default define.page<typeof handler>(({ data, url }) => (
  <>
    <Head>
      <title>Confirm · ClinOps</title>
    </Head>
    <Gatehouse here={url.pathname + url.search}>
      <Confirm {...data} />
    </Gatehouse>
  </>
));
