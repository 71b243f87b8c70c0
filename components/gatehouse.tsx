/** Pages outside the house: sign in, sign up, and what is shown when a page cannot be. */
import type { ComponentChildren } from "preact";
import { DoorHead, type Kept, keptFields, nextField } from "./account/door.tsx";
import { EmailField, NewPasswordField, PasswordField, SignInCodeField } from "./account/fields.tsx";
import { Field, type FieldError } from "./form.tsx";
import { Mark } from "./icons.tsx";
import { Plate } from "./plate.tsx";
import { ThemeButton } from "./shell.tsx";

interface GatehouseProps {
  here: string;
  foot?: string;
  children: ComponentChildren;
}

export function Gatehouse({ here, foot, children }: GatehouseProps) {
  return (
    <div class="gatehouse">
      <main id="main">
        <div class="flex items-center">
          <a class="brand" href="/" aria-current="false">
            <Mark />ClinOps
          </a>
          <div class="ml-auto">
            <ThemeButton here={here} />
          </div>
        </div>
        <div class="inner">{children}</div>
        {foot && <p class="text-xs text-ink-3">{foot}</p>}
      </main>
      <Plate />
    </div>
  );
}

export interface SignInForm {
  email?: string;
  /** Where to go afterwards; checked by the server when it goes there. */
  next: string | null;
  /** Shown when the person has a second factor. */
  askCode?: boolean;
  errors: FieldError[];
  /** The demo is seeded: its operator was told how to sign in. */
  demo?: boolean;
  /** Said once, after something that ended here. */
  note?: string | null;
  kept?: Kept;
}

const KEPT =
  "Your session has ended, as it does when a second factor is set up on another device. " +
  "What you have sent is kept: sign in, and you see it again.";
const SIGN_IN_FIELDS = { email: "E-mail", password: "Password", code: "Code" };

export function SignIn({ email, next, askCode, errors, demo, note, kept }: SignInForm) {
  return (
    <>
      <form method="post" action={kept ? undefined : "/login"} novalidate>
        <DoorHead
          title="Sign in"
          lead={kept ? KEPT : note ?? "To your organisation's studies"}
          status={Boolean(note)}
          errors={errors}
          fields={SIGN_IN_FIELDS}
        />
        {nextField(next)}
        {keptFields(kept)}
        <EmailField value={email} errors={errors} />
        <PasswordField errors={errors} />
        {askCode && <SignInCodeField errors={errors} />}
        <p class="mt-7">
          <button type="submit" class="btn primary">Sign in</button>
        </p>
        {!kept && (
          <p class="mt-3">
            <button type="submit" class="btn" name="intent" value="link">
              Send me a sign-in link
            </button>
          </p>
        )}
      </form>
      {demo && (
        <p class="hint mt-4">
          To look around: the demo's address and password were printed where the app was started.
        </p>
      )}
      <p class="text-xs text-ink-2 mt-3">
        <a href="/forgot">Forgot your password?</a>
        {" · "}
        <a href={`/signup${next ? `?next=${encodeURIComponent(next)}` : ""}`}>Create an account</a>
      </p>
    </>
  );
}

export interface SignUpForm {
  name?: string;
  email?: string;
  organization?: string;
  next: string | null;
  errors: FieldError[];
  /** Sign-up is closed or by invitation: said instead of a form. */
  closed?: string | null;
}

const SIGN_UP_FIELDS = {
  name: "Your name",
  email: "E-mail",
  password: "Password",
  organization: "Organisation",
};

export function SignUp({ name, email, organization, next, errors, closed }: SignUpForm) {
  const signIn = `/login${next ? `?next=${encodeURIComponent(next)}` : ""}`;
  if (closed) {
    return (
      <>
        <h1>Create an account</h1>
        <p class="text-ink-2 mt-3">{closed}</p>
        <p class="mt-7">
          <a class="btn" href={signIn}>Sign in</a>
        </p>
      </>
    );
  }
  return (
    <>
      <form method="post" action="/signup" novalidate>
        <DoorHead
          title="Create an account"
          lead="You get an organisation of your own. Studies belong to it."
          errors={errors}
          fields={SIGN_UP_FIELDS}
        />
        {nextField(next)}
        <Field
          name="name"
          label="Your name"
          autocomplete="name"
          value={name}
          errors={errors}
          hint="Stands beside what you change"
          required
        />
        <EmailField value={email} errors={errors} />
        <NewPasswordField errors={errors} />
        <Field
          name="organization"
          label="Organisation (optional)"
          autocomplete="organization"
          value={organization}
          errors={errors}
        />
        <p class="mt-7">
          <button type="submit" class="btn primary">Create account</button>
        </p>
      </form>
      <p class="text-xs text-ink-2 mt-3">
        <a href={signIn}>I have an account</a>
      </p>
    </>
  );
}
