/** An invitation as the one it is for sees it: what it is, and the way in. */
import type { ComponentChildren } from "preact";
import { asset } from "fresh/runtime";
import type { Invitation } from "@/lib/members/model.ts";
import { ORG_ROLE_WORDS, PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import { NewPasswordField, PasswordField, SignInCodeField } from "../account/fields.tsx";
import { Field, type FieldError, Problems } from "../form.tsx";
import { formatDate } from "../format.ts";

export interface InvitationView {
  /** As typed, or from the link. */
  token: string;
  invitation: Invitation | null;
  /** Why it cannot be used. */
  unusable: string | null;
  /** Address of who is signed in. */
  signedInAs: string | null;
  /** Whether accounts are made here. */
  mayJoin: boolean;
  form: { name: string; askCode: boolean; tried: "sign-in" | "join" | "accept" | "code" | null };
  errors: FieldError[];
}

const LABELS = {
  token: "Code",
  name: "Your name",
  "new-password": "Password",
  password: "Password",
  code: "Code",
};

export function InvitationPage(view: InvitationView) {
  const { invitation, unusable } = view;
  if (!invitation || unusable) return <AskCode view={view} />;
  return (
    <>
      <h1>Join {invitation.organization.name}</h1>
      <Facts invitation={invitation} />
      <Next view={view} invitation={invitation} />
    </>
  );
}

function AskCode({ view: { token, unusable, errors } }: { view: InvitationView }) {
  const all = unusable ? [{ path: "/token", message: unusable }] : errors;
  return (
    <form method="post" action="/invitation" id="invitation" novalidate>
      <h1>Invitation</h1>
      <p class="text-ink-2 mt-3">
        The code stands in the letter. Its link brings you here with the code filled in.
      </p>
      <input type="hidden" name="intent" value="show" />
      <Field
        name="token"
        label="Code"
        value={token}
        errors={all}
        autocomplete="off"
        spellcheck={false}
        placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
        required
      />
      <p class="mt-7">
        <button type="submit" class="btn primary">See the invitation</button>
      </p>
      <script src={asset("/invitation.js")} defer></script>
    </form>
  );
}

function Facts({ invitation: it }: { invitation: Invitation }) {
  return (
    <dl class="facts-l mt-4">
      <dt>Invited by</dt>
      <dd>{it.invitedBy ?? "somebody who has left"}</dd>
      <dt>For</dt>
      <dd>{it.email}</dd>
      {it.project && (
        <>
          <dt>Study</dt>
          <dd>{it.project.name}</dd>
        </>
      )}
      <dt>As</dt>
      <dd>
        {it.project ? PROJECT_ROLE_WORDS[it.project.role] : ORG_ROLE_WORDS[it.role]}
        {it.project?.unblinded && ", cleared for unblinded material"}
        {it.project && it.role !== "member" && `, and ${ORG_ROLE_WORDS[it.role].toLowerCase()}`}
      </dd>
      <dt>Good until</dt>
      <dd>{formatDate(it.expiresAt.slice(0, 10))}</dd>
    </dl>
  );
}

function Next({ view, invitation }: { view: InvitationView; invitation: Invitation }) {
  const { signedInAs } = view;
  if (signedInAs === null) return <Door view={view} />;
  if (signedInAs.toLowerCase() === invitation.email) {
    return (
      <Form view={view} intent="accept">
        <p class="mt-4">
          <button type="submit" class="btn primary">Join</button>
        </p>
      </Form>
    );
  }
  return (
    <Form view={view} intent="switch">
      <p class="mt-4">
        You are signed in as <b>{signedInAs}</b>, and the invitation is for{" "}
        <b>{invitation.email}</b>.
      </p>
      <p class="mt-4">
        <button type="submit" class="btn primary">Sign out and go on</button>
      </p>
      <p class="mt-3">
        <a class="btn" href="/projects">Stay signed in</a>
      </p>
    </Form>
  );
}

/** Nobody is signed in: with the account that the address has, or with a new one. */
function Door({ view }: { view: InvitationView }) {
  const { form, mayJoin } = view;
  const errorsFor = (tried: string) => form.tried === tried ? view.errors : [];
  return (
    <>
      {mayJoin && (
        <>
          <h2 class="mt-7">I am new here</h2>
          <Form view={view} intent="join">
            <Field
              name="name"
              label="Your name"
              autocomplete="name"
              value={form.name}
              errors={errorsFor("join")}
              hint="Stands beside what you change"
              required
            />
            <NewPasswordField id="new-password" errors={errorsFor("join")} />
            <p class="mt-4">
              <button type="submit" class="btn primary">Create the account and join</button>
            </p>
          </Form>
        </>
      )}
      <h2 class="mt-7">I have an account</h2>
      <Form view={view} intent="sign-in">
        <PasswordField errors={errorsFor("sign-in")} />
        {form.askCode && <SignInCodeField errors={errorsFor("sign-in")} />}
        <p class="mt-4">
          <button type="submit" class={mayJoin ? "btn" : "btn primary"}>Sign in and join</button>
        </p>
      </Form>
    </>
  );
}

interface FormProps {
  view: InvitationView;
  intent: "accept" | "switch" | "join" | "sign-in";
  children: ComponentChildren;
}

function Form({ view, intent, children }: FormProps) {
  const errors = view.form.tried === intent ? view.errors : [];
  return (
    <form method="post" action="/invitation" novalidate>
      {errors.length > 0 && (
        <Problems
          title={errors.every(({ path }) => path === "") ? "That did not work" : undefined}
          errors={errors.map((error) =>
            intent === "join" && error.path === "/password"
              ? { ...error, path: "new-password" }
              : error
          )}
          fields={LABELS}
        />
      )}
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="token" value={view.token} />
      {children}
    </form>
  );
}
