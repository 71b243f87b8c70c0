/** A change of somebody's role, or their leaving, with the reason that the trail keeps. */
import type { ComponentChildren } from "preact";
import { Area, type FieldError, Problems } from "../form.tsx";
import { Dialog } from "./dialog.tsx";

interface MemberFormProps {
  dialog: {
    kind: "role" | "remove";
    member: { id: string; name: string; version: number };
    reason: string;
    errors: FieldError[];
  };
  /** Of the dialog, where somebody leaves. */
  leaving: { title: string; what: string; act: string };
  /** Names of the fields below. */
  names: string[];
  /** Fields of a role. */
  children: ComponentChildren;
}

export function MemberForm({ dialog, leaving, names, children }: MemberFormProps) {
  const { kind, member, reason, errors } = dialog;
  const isRole = kind === "role";
  const known = [...names, "reason"];
  return (
    <Dialog title={isRole ? `Role of ${member.name}` : leaving.title}>
      {!isRole && <p class="text-ink-2 mt-2">{leaving.what}</p>}
      <form method="post" class="mt-4 stack" novalidate>
        {errors.some(({ path }) => !known.includes(path.replace(/^\//, ""))) && (
          <Problems title="That did not work" errors={errors} />
        )}
        <input type="hidden" name="intent" value={kind} />
        <input type="hidden" name="user" value={member.id} />
        <input type="hidden" name="version" value={member.version} />
        {isRole && children}
        <Area
          id="new-reason"
          name="reason"
          label="Reason"
          rows={2}
          value={reason}
          hint="Kept in the audit trail"
          errors={errors}
          required
          autofocus
        />
        <p class="flex gap-2">
          <button type="submit" class={isRole ? "btn primary" : "btn danger"}>
            {isRole ? "Change the role" : leaving.act}
          </button>
          <a class="btn" href="?" data-close>Cancel</a>
        </p>
      </form>
    </Dialog>
  );
}
