/** A person's own account: name, address, password, second factor, devices, data. */
import type { AccountFacts } from "@/lib/identity/model.ts";
import { Field, type FieldError } from "../form.tsx";
import { formatMoment, plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { Events, YourData } from "./data.tsx";
import { Devices } from "./devices.tsx";
import { NewPasswordField, PasswordField, Wrong } from "./fields.tsx";

/** Which form was sent and did not go through, with what was typed. */
export interface Refused {
  form: "name" | "email" | "password" | "devices";
  typed: { name?: string; email?: string };
  errors: FieldError[];
}

export interface AccountView {
  facts: AccountFacts;
  refused: Refused | null;
  /** Said once after a change. */
  saved: string | null;
}

export function Account({ facts, refused, saved }: AccountView) {
  const errorsOf = (form: Refused["form"]) => refused?.form === form ? refused.errors : [];
  const typed = refused?.typed ?? {};
  return (
    <>
      <PageHead
        title="Your account"
        sub="What you sign in with, where you are signed in, and what is kept about you"
      />
      {saved && (
        <div class="toast" role="status">
          <span class="font-medium">{saved}</span>
        </div>
      )}
      <div class="grid-12">
        <div class="c6 stack">
          <NameForm name={typed.name ?? facts.name} errors={errorsOf("name")} />
          <EmailForm facts={facts} typed={typed.email} errors={errorsOf("email")} />
          <PasswordForm facts={facts} errors={errorsOf("password")} />
        </div>
        <div class="c6 stack">
          <SecondFactor facts={facts} />
          <YourData facts={facts} />
          <Events facts={facts} />
        </div>
        <Devices devices={facts.sessions} errors={errorsOf("devices")} />
      </div>
    </>
  );
}

function NameForm({ name, errors }: { name: string; errors: FieldError[] }) {
  return (
    <Widget id="w-name" title="Name">
      <form method="post" class="max-w-120" novalidate>
        <Wrong errors={errors} fields={{ name: "Name" }} />
        <input type="hidden" name="intent" value="name" />
        <Field
          name="name"
          label="Name"
          autocomplete="name"
          value={name}
          errors={errors}
          hint="Stands beside what you change. Entries of the past keep the name they were made with"
          required
        />
        <p class="mt-4">
          <button type="submit" class="btn">Save the name</button>
        </p>
      </form>
    </Widget>
  );
}

interface EmailProps {
  facts: AccountFacts;
  typed?: string;
  errors: FieldError[];
}

function EmailForm({ facts, typed, errors }: EmailProps) {
  return (
    <Widget id="w-email" title="E-mail">
      <p class="mb-3 break-all">{facts.email ?? "No address"}</p>
      {facts.pendingEmail && (
        <p class="mb-3">
          <Status
            state="info"
            word="Not confirmed yet"
            reason={`a letter went to ${facts.pendingEmail}, and where both are asked, one to the present address`}
          />{" "}
          <a class="link" href="/confirm?type=email_change">Type the code</a>
        </p>
      )}
      <form method="post" class="max-w-120" novalidate>
        <Wrong errors={errors} fields={{ email: "New address", "email-password": "Password" }} />
        <input type="hidden" name="intent" value="email" />
        <Field
          name="email"
          label="New address"
          type="email"
          autocomplete="email"
          value={typed}
          errors={errors}
          hint="It counts once the letter that we send there was answered"
          required
        />
        <div class="mt-3">
          <PasswordField name="email-password" errors={errors} />
        </div>
        <p class="mt-4">
          <button type="submit" class="btn">Change the address</button>
        </p>
      </form>
    </Widget>
  );
}

function PasswordForm({ facts, errors }: { facts: AccountFacts; errors: FieldError[] }) {
  return (
    <Widget id="w-password" title="Password">
      <form method="post" class="max-w-120" novalidate>
        <Wrong errors={errors} fields={{ current: "Current password", password: "New password" }} />
        <input type="hidden" name="intent" value="password" />
        <input
          type="hidden"
          name="username"
          autocomplete="username"
          value={facts.email ?? undefined}
        />
        <PasswordField name="current" label="Current password" errors={errors} />
        <div class="mt-3">
          <NewPasswordField
            label="New password"
            also="Everywhere else you are signed out"
            errors={errors}
          />
        </div>
        <p class="mt-4 flex gap-2 items-center">
          <button type="submit" class="btn">Change the password</button>
          <a class="link" href="/forgot">I do not know it</a>
        </p>
      </form>
    </Widget>
  );
}

function SecondFactor({ facts }: { facts: AccountFacts }) {
  const { secondFactorSince, codesLeft } = facts;
  return (
    <Widget id="w-factor" title="Second factor">
      {secondFactorSince
        ? (
          <p>
            <Status
              state="ok"
              word="On"
              reason={`since ${formatMoment(secondFactorSince)}, ${
                plural(codesLeft, "recovery code")
              } left`}
            />
          </p>
        )
        : (
          <p>
            <Status state="info" word="Off" reason="the password alone opens the account" />
          </p>
        )}
      <p class="mt-3">
        <a class="btn" href="/account/second-factor">
          {secondFactorSince ? "Recovery codes, or switch it off" : "Set up an authenticator app"}
        </a>
      </p>
    </Widget>
  );
}
