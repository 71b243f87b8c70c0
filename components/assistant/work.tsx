/** Beside a document: have it written, ask for a change in words, its versions. */
import { type DocView, hrefOf } from "@/lib/assistant/page_model.ts";
import { formatMoment } from "../format.ts";
import { Jobs } from "./jobs.tsx";
import { Icon } from "../icons.tsx";
import { Who } from "../marks.tsx";
import { sectionField } from "./head.tsx";
import { AI_WORDS, makerOf } from "./words.ts";

interface WorkProps {
  view: DocView;
  /** What was asked for and did not come about, to ask again. */
  asked: { instructions: string; problem: string | null };
}

export function Work({ view, asked }: WorkProps) {
  const { place, sections, may, ai, version, versions } = view;
  const { tab, projectId, siteId } = place;
  const writable = sections.filter(({ writable }) => writable);
  const newest = version === null || version.version === versions[0]?.version;
  const asks = may.write && newest && !tab.generatesNothing && writable.length > 0;
  const state = tab.generatesNothing
    ? "Nothing is generated here: all of it is the record, read now."
    : AI_WORDS[ai];
  return (
    <aside class="work" aria-labelledby="w-t">
      <div class="w-h">
        <h2 id="w-t">{asks && ai === "on" ? "Have it written" : "About this document"}</h2>
        <span class="text-xs text-ink-3">{tab.title}</span>
      </div>
      <p class="text-ink-2">{`${tab.what.charAt(0).toUpperCase()}${tab.what.slice(1)}.`}</p>
      {state && <p class="text-ink-2 mt-2 ai-state">{state}</p>}
      {asks && (ai === "on" || asked.problem) && <Ask view={view} asked={asked} />}
      {asks && ai !== "on" && (
        <form method="post" class="mt-4 tools">
          <input type="hidden" name="version" value={version?.version ?? 0} />
          <button type="submit" class="btn" name="intent" value="keep">
            Keep a version of the figures
          </button>
        </form>
      )}
      <Jobs view={view} />
      <div id="doc-v" data-live>
        {versions.length > 0 && <h3 class="mt-7">Versions</h3>}
        {versions.length > 0 && (
          <ul class="rows vers">
            {versions.slice(0, 8).map((one) => {
              const { hand, words } = makerOf(one);
              const old: Record<string, string> = one === versions[0]
                ? {}
                : { version: `${one.version}` };
              return (
                <li>
                  <Who hand={hand} name={words} small />
                  <span>
                    <b>
                      <a href={hrefOf(projectId, tab, siteId, old)}>{`Version ${one.version}`}</a>
                    </b>
                    <small>{`${words}, ${formatMoment(one.at)}`}</small>
                    {one.restoredFrom && <small>{`Restored from ${one.restoredFrom}`}</small>}
                    {one.note && <small>{one.note}</small>}
                  </span>
                  {one.version > 1 && (
                    <a
                      class="link text-xs"
                      href={hrefOf(projectId, tab, siteId, {
                        compare: `${one.version - 1}..${one.version}`,
                      })}
                    >
                      Changes<span class="vh">{` from ${one.version - 1} to ${one.version}`}</span>
                    </a>
                  )}
                </li>
              );
            })}
          </ul>
        )}
        {versions.length > 8 && (
          <p class="text-xs text-ink-3 mt-2">{`${versions.length - 8} earlier`}</p>
        )}
      </div>
      <p class="mt-7 text-xs flex gap-4 tools">
        <a class="link" href={`/projects/${projectId}/assistant/jobs`}>Being written</a>
        <a class="link" href={`/projects/${projectId}/assistant/usage`}>Use of AI</a>
      </p>
    </aside>
  );
}

/** All of it, or a change in words; an island shows how far it is. */
function Ask({ view, asked }: WorkProps) {
  const { sections } = view;
  const writable = sections.filter(({ writable }) => writable);
  const written = writable.some(({ text }) => text);
  return (
    <>
      <form method="post" class="composer mt-4 tools" data-generate>
        {asked.problem && <p class="err" role="alert">{asked.problem}</p>}
        <label class="vh" for="ask">What should be different</label>
        <textarea
          id="ask"
          name="instructions"
          rows={3}
          maxLength={4000}
          placeholder={written
            ? "What should be different? Shorter, for the sponsor, in Spanish …"
            : "Anything that the text should heed (may stay empty)"}
        >
          {asked.instructions}
        </textarea>
        <div class="composer-r">
          <span class="text-xs text-ink-3">
            {written
              ? "Touches only what your words concern"
              : "From the figures of this page alone"}
          </span>
          <button
            type="submit"
            class="btn primary sm"
            name="intent"
            value={written ? "change" : "generate"}
          >
            <Icon name="send" />
            {written ? "Change it" : "Write it"}
          </button>
        </div>
      </form>
      {written && (
        <form method="post" class="mt-2 tools" data-generate>
          {writable.filter(({ text }) => text?.author.kind !== "person").map(sectionField)}
          <button type="submit" class="btn sm" name="intent" value="generate">
            Write all of it anew
          </button>
        </form>
      )}
      <div id="progress" class="mt-4" hidden />
    </>
  );
}
