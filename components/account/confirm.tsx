/** Taking the code or the link of a letter. */
import { asset } from "fresh/runtime";
import { Field, type FieldError } from "../form.tsx";
import { DoorHead, nextField } from "./door.tsx";

export interface ConfirmForm {
  kind: "signup" | "recovery" | "email" | "magiclink" | "invite" | "email_change";
  email?: string;
  next: string | null;
  errors: FieldError[];
  /** A letter was asked for just now. */
  sent?: boolean;
  /** A change of address waits for the other mailbox. */
  oneMore?: boolean;
  /** Address of who is signed in in this browser already. */
  signedInAs?: string | null;
}

const CONFIRM = {
  signup: { title: "Confirm your address", button: "Confirm" },
  invite: { title: "Accept the invitation", button: "Accept" },
  recovery: { title: "Set a new password", button: "Go on" },
  email: { title: "Sign in by letter", button: "Sign in" },
  magiclink: { title: "Sign in by letter", button: "Sign in" },
  email_change: { title: "Confirm your new address", button: "Confirm" },
};

const AGAIN = new Set(["signup", "recovery", "email", "magiclink"]);

function leadOf({ kind, sent }: ConfirmForm): string {
  if (!sent) return "Open the link in the letter, or type its code here.";
  return kind === "email_change"
    ? "A letter went to the new address, and one to the present address where both are asked. Open their links, or type their codes here, one after the other."
    : "If there is an account with this address, a letter is on its way. Open its link, or type its code here.";
}

/** static/confirm.js fills in what the letter's link carries behind `#`; codes work without it. */
export function Confirm(form: ConfirmForm) {
  const { kind, email, errors, oneMore, signedInAs } = form;
  const { title, button } = CONFIRM[kind];
  if (oneMore) {
    return (
      <>
        <h1>One more to go</h1>
        <p class="text-ink-2 mt-3">
          This address is confirmed. The same question went to your other address: open that letter
          as well, and the change is made.
        </p>
        <p class="mt-7">
          <a class="btn primary" href="/confirm?type=email_change">Type the other code</a>
        </p>
        <p class="mt-3">
          <a class="btn" href="/account">Open your account</a>
        </p>
      </>
    );
  }
  return (
    <>
      <form method="post" action="/confirm" novalidate id="confirm">
        <DoorHead
          title={title}
          lead={
            <span data-by="code">
              {leadOf(form)}
            </span>
          }
          errors={errors}
          fields={{ email: "E-mail", code: "Code" }}
        />
        <p class="text-ink-2" data-by="link" hidden>
          The link was read. It counts once you press the button.
        </p>
        {signedInAs && kind !== "email_change" && (
          <p class="hint">This browser is signed in as {signedInAs}. That ends when you go on.</p>
        )}
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="tokenHash" value="" />
        {nextField(form.next)}
        <div data-by="code">
          <Field
            name="email"
            label="E-mail"
            hint={kind === "email_change" ? "The address that this letter came to" : undefined}
            type="email"
            autocomplete="username"
            value={email}
            errors={errors}
          />
          <Field
            name="code"
            label="Code"
            hint="Six digits, good for an hour"
            inputMode="numeric"
            autocomplete="one-time-code"
            errors={errors}
          />
        </div>
        <p class="mt-7">
          <button type="submit" class="btn primary">{button}</button>
        </p>
        {AGAIN.has(kind) && (
          <p class="mt-3" data-by="code">
            <button type="submit" class="btn" name="intent" value="again">
              Send the letter again
            </button>
          </p>
        )}
      </form>
      <p class="text-xs text-ink-2 mt-3">
        We send one letter a minute at most. None after a few minutes? Look among the unwanted ones.
        {" "}
        <a href="/login">Sign in</a>
      </p>
      <script src={asset("/confirm.js")} defer></script>
    </>
  );
}
