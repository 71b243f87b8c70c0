/** Settings of an organisation: name and rules, looks, leaving it. */
import type { SettingsPage } from "@/lib/organizations/model.ts";
import { Area, Field, type FieldError, Problems } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { Dialog, Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { Looks } from "./looks.tsx";

/** The texts of the form's fields. */
export interface RulesForm {
  name: string;
  timeZone: string;
  dataRegion: string;
  retentionYears: string;
  aiOff: boolean;
  aiTokensPerDay: string;
  reason: string;
}

export interface OrganizationView {
  page: SettingsPage;
  rules: RulesForm;
  /** As typed: "#rrggbb", or "" for the product's own. */
  colour: string;
  /** Which form was refused, and why. */
  refused: "rules" | "looks" | "logo" | "leave" | null;
  errors: FieldError[];
  leaving: boolean;
  said: string | null;
}

export const RULE_LABELS: Record<keyof RulesForm, string> = {
  name: "Name",
  timeZone: "Time zone",
  dataRegion: "Where the data is",
  retentionYears: "Keep archived studies for",
  aiOff: "No AI",
  aiTokensPerDay: "Tokens a day",
  reason: "Reason",
};

/** Somebody saved first: said above the form, which holds what was typed. */
export const STALE = "Somebody changed these settings while you had them open. " +
  "Check the values, which are yours, and save again.";

export function OrganizationPage(view: OrganizationView) {
  const { organization, may } = view.page;
  return (
    <>
      <PageHead
        title={organization.name}
        sub="What holds for every study of the organisation"
        acts={
          <>
            <a
              class="btn"
              href={`/organizations/${organization.id}/tmf`}
              aria-current="false"
            >
              TMF artifacts
            </a>
            <a
              class="btn"
              href={`/organizations/${organization.id}/members`}
              aria-current="false"
            >
              Members
            </a>
            <a class="btn" href={`/organizations/${organization.id}/ai`} aria-current="false">
              {may.edit ? "Use of AI" : "What agents may do"}
            </a>
          </>
        }
      />
      <Said text={view.said} />
      <div class="grid-12">
        <Widget id="rules" title="Settings" span={7}>
          {may.edit ? <Rules view={view} /> : <ReadOnly page={view.page} />}
        </Widget>
        <div class="c5 stack">
          {may.edit && <Looks view={view} />}
          <Leave page={view.page} />
        </div>
      </div>
    </>
  );
}

function ReadOnly({ page: { organization: it, tokensToday } }: { page: SettingsPage }) {
  const unknown = <span class="text-ink-3">not said</span>;
  return (
    <>
      <p class="text-ink-2 mb-3">Owners and administrators change these.</p>
      <dl class="kv lined">
        <dt>{RULE_LABELS.name}</dt>
        <dd>{it.name}</dd>
        <dt>{RULE_LABELS.timeZone}</dt>
        <dd>{it.timeZone}</dd>
        <dt>{RULE_LABELS.dataRegion}</dt>
        <dd>{it.dataRegion ?? unknown}</dd>
        <dt>{RULE_LABELS.retentionYears}</dt>
        <dd>{it.retentionYears === null ? "no rule" : plural(it.retentionYears, "year")}</dd>
        <dt>AI</dt>
        <dd>{it.aiOff ? "Off: no model is asked" : "On where it is configured"}</dd>
        <dt>{RULE_LABELS.aiTokensPerDay}</dt>
        <dd>
          {`${formatNumber(it.aiTokensPerDay)}, ${formatNumber(tokensToday)} used today`}
        </dd>
      </dl>
    </>
  );
}

function Rules({ view }: { view: OrganizationView }) {
  const { rules, page: { organization, archived } } = view;
  const errors = view.refused === "rules" ? view.errors : [];
  return (
    <form method="post" class="max-w-120 stack" novalidate>
      {errors.length > 0 && <Problems errors={errors} fields={RULE_LABELS} />}
      <input type="hidden" name="intent" value="rules" />
      <input type="hidden" name="version" value={organization.version} />
      <Field name="name" label="Name" value={rules.name} errors={errors} required />
      <Field
        name="timeZone"
        label="Time zone"
        value={rules.timeZone}
        errors={errors}
        hint="Decides what today is where a study has none of its own, such as Europe/Berlin"
      />
      <Field
        name="dataRegion"
        label="Where the data is (optional)"
        value={rules.dataRegion}
        errors={errors}
        hint="A label for your people, such as EU (Frankfurt). Moving data is your operator's work"
      />
      <Field
        name="retentionYears"
        label="Keep archived studies for (optional)"
        inputMode="numeric"
        value={rules.retentionYears}
        errors={errors}
        hint="Years, 1 to 100. Until then nobody deletes a study; empty means no rule"
      />
      <div class="field">
        <label class="tick">
          <input type="checkbox" name="aiOff" value="yes" checked={rules.aiOff} />
          No AI: no text of this organisation goes to a model
        </label>
      </div>
      <Field
        name="aiTokensPerDay"
        label="Tokens a day"
        inputMode="numeric"
        value={rules.aiTokensPerDay}
        errors={errors}
        hint={`${usedToday(view.page)} When they are used up no model is asked until 00:00 UTC: ` +
          "documents show their figures and the texts that they have"}
      />
      <Area
        name="reason"
        label="Reason"
        rows={2}
        value={rules.reason}
        errors={errors}
        hint={`Needed when the time that studies are kept changes${
          archived > 0 ? `; ${plural(archived, "study", "studies")} archived now` : ""
        }`}
      />
      <p class="flex gap-2">
        <button type="submit" class="btn primary">Save</button>
        <a class="btn quiet" href="?">Discard</a>
      </p>
    </form>
  );
}

/** "12,000 of 2,000,000 used today." */
export function usedToday({ organization, tokensToday }: SettingsPage): string {
  const { aiTokensPerDay } = organization;
  const used = `${formatNumber(tokensToday)} of ${formatNumber(aiTokensPerDay)} used today`;
  return tokensToday < aiTokensPerDay ? `${used}.` : `${used}: no model is asked.`;
}

/** The last owner cannot go: who would run it? */
const isLastOwner = ({ role, owners }: SettingsPage) => role === "owner" && owners === 1;

function Leave({ page }: { page: SettingsPage }) {
  return (
    <Widget id="leave" title="Leave">
      {isLastOwner(page)
        ? (
          <p class="text-ink-2">
            You are the only owner. Make somebody else an owner first; then you can go.
          </p>
        )
        : (
          <>
            <p class="text-ink-2">
              You lose sight of {page.organization.name}{" "}
              and all of its studies. Coming back takes an invitation.
            </p>
            <p class="mt-3">
              <a class="btn danger" href="?leave=1">Leave the organisation</a>
            </p>
          </>
        )}
    </Widget>
  );
}

/** The dialog that the page opens with, if any. */
export function organizationDialog(view: OrganizationView) {
  if (!view.leaving) return null;
  const errors = view.refused === "leave" ? view.errors : [];
  return (
    <Dialog title={`Leave ${view.page.organization.name}?`}>
      <p class="text-ink-2 mt-2">You are taken out of all of its studies at once.</p>
      <form method="post" class="mt-4 stack" novalidate>
        {errors.length > 0 && <Problems title="That did not work" errors={errors} />}
        <input type="hidden" name="intent" value="leave" />
        <Area name="why" label="Reason (optional)" rows={2} hint="Kept in the audit trail" />
        <p class="flex gap-2">
          <button type="submit" class="btn danger">Leave</button>
          <a class="btn" href="?" data-close autofocus>Stay</a>
        </p>
      </form>
    </Dialog>
  );
}
