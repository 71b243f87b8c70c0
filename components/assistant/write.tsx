/** Somebody writes a section themselves: Markdown, what may be cited, how it will look. */
import { type DocSection, type DocView, type Draft, hrefOf } from "@/lib/assistant/page_model.ts";
import { Area, Problems } from "../form.tsx";
import { Prose } from "./prose.tsx";
import { makerOf, when } from "./words.ts";

interface WriteProps {
  draft: Draft;
  section: DocSection;
  view: DocView;
}

export function WriteForm({ draft, section, view }: WriteProps) {
  const { key, title, facts, text: now } = section;
  const { text, base, preview, errors, conflict } = draft;
  const { projectId, tab, siteId } = view.place;
  const back = `${hrefOf(projectId, tab, siteId)}#sec-${key}`;
  return (
    <form method="post" class="stack write" novalidate>
      <input type="hidden" name="section" value={key} />
      <input type="hidden" name="base" value={base} />
      {conflict && <Conflict draft={draft} now={now} />}
      {errors.length > 0 && (
        <Problems title="Not kept yet" errors={errors} fields={{ text: "Text" }} />
      )}
      <Area
        name="text"
        label={conflict ? "Your text" : `Text of “${title}”`}
        value={text}
        rows={10}
        maxLength={20_000}
        spellcheck
        autofocus={errors.length === 0 && !preview}
        hint="Markdown: **bold**, lists, tables. Cite what it stands on as [F1]. Empty takes the text away."
        errors={errors}
      />
      {facts.length > 0 && (
        <details class="more">
          <summary>{`What can be cited here (${facts.length})`}</summary>
          <dl class="kv lined cite-list" tabIndex={0} aria-label="Facts of this section">
            {facts.map(({ id, label, value, unit }) => (
              <>
                <dt>
                  <code>{`[${id}]`}</code>
                </dt>
                <dd>
                  <b>{label}</b>: {value === null ? "not known" : [value, unit].join(" ").trim()}
                </dd>
              </>
            ))}
          </dl>
        </details>
      )}
      {preview && (
        <div class="preview" role="region" aria-label="Preview" tabIndex={-1} autofocus>
          <p class="text-xs text-ink-3">Preview. Nothing is kept yet.</p>
          <div class="md from-human">
            {preview.blocks.length > 0
              ? <Prose {...preview} />
              : <p class="text-ink-3">The text is empty: what is written here will go.</p>}
          </div>
        </div>
      )}
      <p class="flex gap-2">
        <button type="submit" class="btn primary" name="intent" value="save">
          {conflict ? "Keep mine as the newest" : "Save"}
        </button>
        <button type="submit" class="btn" name="intent" value="preview">Preview</button>
        <a class="btn quiet" href={back}>{conflict ? "Take theirs" : "Cancel"}</a>
      </p>
    </form>
  );
}

/** Both, with who and when; nothing is lost by either choice. */
function Conflict({ draft, now }: { draft: Draft; now: DocSection["text"] }) {
  const version = draft.conflict?.version;
  return (
    <div class="problems" role="alert">
      <h3>Somebody kept another version while you wrote</h3>
      {version && (
        <p class="text-xs text-ink-2">
          {`Version ${version.version}, ${when(version.at)}, ${makerOf(version).words}`}
        </p>
      )}
      <p class="lab mt-3">This section there</p>
      <div class="md theirs">
        {now ? <Prose {...now} /> : <p class="text-ink-3">Nothing is written in it.</p>}
      </div>
      <p class="text-xs text-ink-2 mt-3">Yours stands below as you wrote it.</p>
    </div>
  );
}
