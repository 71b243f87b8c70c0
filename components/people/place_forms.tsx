/** The forms by which somebody comes onto a study, gets another place on it, or leaves it. */
import { PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import { Area, errorOf, Field, type FieldError, Problems, Select } from "../form.tsx";
import { MemberForm } from "./member_dialog.tsx";
import type { ProjectMembersView } from "./project_members.tsx";

/** As typed. */
export interface PlaceForm {
  /** A person's id, or an address. */
  who: string;
  role: string;
  unblinded: boolean;
  reason: string;
  errors: FieldError[];
}

const ROLE_OPTIONS = Object.entries(PROJECT_ROLE_WORDS).map(([value, label]) => ({ value, label }));
const FIELDS = { who: "Person", email: "Address", role: "Role", reason: "Reason" };

/** Links of the summary go to the ids of this form's fields. */
const linked = (prefix: string) =>
  Object.fromEntries(Object.entries(FIELDS).map(([id, label]) => [`${prefix}-${id}`, label]));

function Summary({ form, prefix }: { form: PlaceForm; prefix: string }) {
  if (form.errors.length === 0) return null;
  const errors = form.errors.map(({ path, message }) => {
    const name = path.replace(/^\//, "");
    return { path: name in FIELDS ? `${prefix}-${name}` : path, message };
  });
  const whole = errors.every(({ path }) => path === "") ? "That did not work" : undefined;
  return <Problems title={whole} errors={errors} fields={linked(prefix)} />;
}

/** Role, clearance and the reason that clearance needs. */
function Place({ form, prefix }: { form: PlaceForm; prefix: string }) {
  const { errors } = form;
  return (
    <>
      <Select
        id={`${prefix}-role`}
        name="role"
        label="Role"
        value={form.role}
        errors={errors}
        options={ROLE_OPTIONS}
      />
      <Clearance id={`${prefix}-unblinded`} checked={form.unblinded} errors={errors} />
      <Area
        id={`${prefix}-reason`}
        name="reason"
        label="Reason"
        rows={2}
        value={form.reason}
        hint="Needed for auditors and for clearance"
        errors={errors}
      />
    </>
  );
}

function Clearance(
  { id, checked, errors }: { id: string; checked: boolean; errors: FieldError[] },
) {
  const error = errorOf(errors, "unblinded");
  return (
    <div class="field">
      <label class="tick" for={id}>
        <input type="checkbox" id={id} name="unblinded" value="yes" checked={checked} />
        Cleared for unblinded material
      </label>
      {error && <p class="err">{error}</p>}
    </div>
  );
}

export function AddForm(
  { form, others }: { form: PlaceForm } & Pick<ProjectMembersView, "others">,
) {
  if (others.length === 0) {
    return <p class="text-ink-2">Everybody of the organisation is on this study.</p>;
  }
  return (
    <form method="post" class="stack" novalidate>
      <Summary form={form} prefix="add" />
      <input type="hidden" name="intent" value="add" />
      <Select
        id="add-who"
        name="who"
        label="Person"
        value={form.who}
        errors={form.errors}
        options={[
          { value: "", label: "Choose" },
          ...others.map(({ id, name, email }) => ({ value: id, label: `${name}, ${email}` })),
        ]}
      />
      <Place form={form} prefix="add" />
      <p>
        <button type="submit" class="btn primary">Add</button>
      </p>
    </form>
  );
}

export function InviteForm({ form }: { form: PlaceForm }) {
  return (
    <form method="post" class="stack" novalidate>
      <Summary form={form} prefix="invite" />
      <input type="hidden" name="intent" value="invite" />
      <Field
        id="invite-email"
        name="email"
        label="Address"
        type="email"
        autocomplete="off"
        value={form.who}
        errors={form.errors}
        hint="They become a member of the organisation as well"
        required
      />
      <Place form={form} prefix="invite" />
      <p>
        <button type="submit" class="btn">Send the invitation</button>
      </p>
    </form>
  );
}

/** The dialog that the page opens with, if any. */
export function projectMembersDialog({ dialog, study }: ProjectMembersView) {
  if (!dialog) return null;
  const { name } = dialog.member;
  return (
    <MemberForm
      dialog={dialog}
      names={["role", "unblinded"]}
      leaving={{
        title: `Take ${name} off the study?`,
        what: `${name} sees nothing of ${study.name} any more. What they wrote stays.`,
        act: "Take off the study",
      }}
    >
      <Select
        id="new-role"
        name="role"
        label="Role"
        value={dialog.role}
        errors={dialog.errors}
        options={ROLE_OPTIONS}
      />
      <Clearance id="new-unblinded" checked={dialog.unblinded} errors={dialog.errors} />
    </MemberForm>
  );
}
