/** Deleting one's account: what goes, what stays, and why it may not be possible now. */
import type { AccountFacts } from "@/lib/identity/model.ts";
import { Field, type FieldError } from "../form.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { PasswordField, Wrong } from "./fields.tsx";

/** What has to be typed. */
export const CONFIRMATION = "delete my account";

export interface DeleteView {
  facts: AccountFacts;
  /** The session has shown a second factor, so no password is asked for. */
  lifted: boolean;
  /** The installation has the key that deleting needs. */
  possible: boolean;
  typed: string;
  errors: FieldError[];
}

export function DeletePage(view: DeleteView) {
  const { facts, possible } = view;
  return (
    <>
      <PageHead title="Delete my account" sub="This cannot be undone" />
      <div class="grid-12">
        <Widget id="what" title="What happens" span={7}>
          <ul class="list">
            <li>Your address, password, second factor and sessions are removed.</li>
            <li>You leave every organisation and study.</li>
            <li>The audit trail keeps what you did, under your name.</li>
            <li>Organisations that nobody else is in stay as they are, with nobody in them.</li>
          </ul>
          {facts.lastOwnerOf.length > 0
            ? <LastOwner names={facts.lastOwnerOf} />
            : possible
            ? <DeleteForm view={view} />
            : (
              <p class="mt-4">
                Accounts cannot be deleted from this page here: ask whoever runs this installation.
                They have to set SUPABASE_SECRET_KEY, or delete the account where Supabase is
                administered.
              </p>
            )}
        </Widget>
      </div>
    </>
  );
}

function LastOwner({ names }: { names: string[] }) {
  return (
    <div class="mt-4">
      <h3>Not yet: you are the last owner</h3>
      <p class="mt-2">
        Nobody else is owner of these organisations, and others work in them. Make one of their
        members owner first, then come back.
      </p>
      <ul class="list mt-2">{names.map(item)}</ul>
      <p class="mt-4">
        <a class="btn" href="/account">Back to your account</a>
      </p>
    </div>
  );
}

const item = (name: string) => <li class="break-all">{name}</li>;

function DeleteForm({ view }: { view: DeleteView }) {
  const { errors, lifted, typed } = view;
  return (
    <form method="post" class="max-w-120 mt-4" novalidate>
      <Wrong errors={errors} fields={{ password: "Password", confirmation: "To confirm" }} />
      {!lifted && (
        <div class="mb-4">
          <PasswordField errors={errors} />
        </div>
      )}
      <Field
        name="confirmation"
        label="To confirm"
        hint={`Type: ${CONFIRMATION}`}
        autocomplete="off"
        autocapitalize="none"
        value={typed}
        errors={errors}
        required
      />
      <p class="mt-4 flex gap-2">
        <button type="submit" class="btn danger">Delete my account</button>
        <a class="btn" href="/account">Keep it</a>
      </p>
    </form>
  );
}
