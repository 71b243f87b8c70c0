/** The ways in beside the password: a letter, its code, a new password, the second factor. */
import type { ComponentChildren } from "preact";
import { Field, type FieldError, Problems } from "../form.tsx";
import { EmailField, NewPasswordField, problemTitle } from "./fields.tsx";

interface DoorProps {
  title: string;
  lead: ComponentChildren;
  /** The lead tells of something that just happened. */
  status?: boolean;
  errors: FieldError[];
  fields: Record<string, string>;
}

/** Title, one sentence, and what went wrong, over the fields of a form. */
export function DoorHead({ title, lead, status, errors, fields }: DoorProps) {
  return (
    <>
      <h1>{title}</h1>
      <p class="text-ink-2 mt-3" role={status ? "status" : undefined}>{lead}</p>
      {errors.length > 0 && (
        <Problems title={problemTitle(errors)} errors={errors} fields={fields} />
      )}
    </>
  );
}

/** Where the form leads when it is done. */
export const nextField = (path: string | null) =>
  path && <input type="hidden" name="next" value={path} />;

/** What was sent to a page before its sender had to pass here: it goes there again with this form. */
export type Kept = [name: string, value: string][];

export const keptFields = (kept: Kept | undefined) => kept?.map(keptField);

const keptField = ([name, value]: Kept[number]) => (
  <input
    type="hidden"
    name={name}
    value={value}
  />
);

export interface ForgotForm {
  email?: string;
  /** The link of an earlier letter came too late. */
  late?: boolean;
  errors: FieldError[];
}

export function Forgot({ email, late, errors }: ForgotForm) {
  return (
    <>
      <form method="post" action="/forgot" novalidate>
        <DoorHead
          title="Forgot your password?"
          lead={late
            ? "The last link was used too long ago. We send a new one."
            : "We send a letter with a link and a code to set a new one."}
          errors={errors}
          fields={{ email: "E-mail" }}
        />
        <EmailField value={email} errors={errors} />
        <p class="mt-7">
          <button type="submit" class="btn primary">Send the letter</button>
        </p>
      </form>
      <p class="text-xs text-ink-2 mt-3">
        <a href="/login">Back to sign in</a>
      </p>
    </>
  );
}

export interface ResetForm {
  email: string;
  errors: FieldError[];
}

export function Reset({ email, errors }: ResetForm) {
  return (
    <form method="post" action="/reset" novalidate>
      <DoorHead
        title="Choose a new password"
        lead={`For ${email}. Everywhere else you are signed out.`}
        errors={errors}
        fields={{ password: "New password" }}
      />
      <input type="hidden" autocomplete="username" value={email} />
      <NewPasswordField label="New password" errors={errors} />
      <p class="mt-7">
        <button type="submit" class="btn primary">Set the password</button>
      </p>
    </form>
  );
}

export interface StepUpForm {
  next: string | null;
  errors: FieldError[];
  kept?: Kept;
}

export function StepUp({ next, errors, kept }: StepUpForm) {
  const lead = "Type the six digits that your authenticator app shows now.";
  return (
    <>
      <form method="post" action={kept ? undefined : "/step-up"} novalidate>
        <DoorHead
          title="Your second factor"
          lead={kept ? `${lead} What you have sent is kept.` : lead}
          errors={errors}
          fields={{ code: "Code" }}
        />
        {nextField(next)}
        {keptFields(kept)}
        <Field
          name="code"
          label="Code"
          hint="Lost the device? Type one of your recovery codes: it switches the second factor off."
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          errors={errors}
          required
        />
        <p class="mt-7">
          <button type="submit" class="btn primary">Go on</button>
        </p>
      </form>
      <p class="text-xs text-ink-2 mt-3">
        <a href="/login">Sign in as somebody else</a>
      </p>
    </>
  );
}
