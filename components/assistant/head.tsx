/** Above a document: title, versions, whose it is and of when, and whether it is stale. */
import { PERSONA_WORDS } from "@/lib/assistant/model.ts";
import { type DocView, hrefOf } from "@/lib/assistant/page_model.ts";
import { formatMoment } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Who } from "../marks.tsx";
import { makerOf, staleWords } from "./words.ts";

export function DocumentHead({ view }: { view: DocView }) {
  const { place, project, site, protocolVersion, asOf, version } = view;
  const made = version && makerOf(version);
  return (
    <div id="doc-h" data-live>
      <div class="doc-h">
        <h1 id="d-t">{place.tab.title}</h1>
        <DocumentTools view={view} />
      </div>
      <p class="facts">
        <span>{project}</span>
        {site && <span>{site.label}</span>}
        <span>
          Protocol {protocolVersion ? <b>{protocolVersion}</b> : "version not known"}
        </span>
        <span>
          As of <b>{formatMoment(asOf)}</b>
        </span>
        {made
          ? (
            <span class="by">
              <Who hand={made.hand} name={made.words} small />
              {made.hand === "agent" ? PERSONA_WORDS[view.bars.persona].title : made.words}
              {made.hand === "agent" && (
                <>
                  , asked by <b>{version.by.name ?? "somebody"}</b>
                </>
              )}
            </span>
          )
          : (
            <span class="by">
              <Who hand="rule" name="" small />By rules, from the record
            </span>
          )}
      </p>
      <Past view={view} />
      <StaleMark view={view} />
    </div>
  );
}

/** Versions and downloads; menus that need no script. */
function DocumentTools({ view }: { view: DocView }) {
  const { place, version, versions, sections, may, ai } = view;
  const { projectId, tab, siteId } = place;
  const to = (query: Record<string, string>) => hrefOf(projectId, tab, siteId, query);
  const newest = versions[0];
  const writable = sections.filter(({ writable }) => writable);
  const written = writable.some(({ text }) => text);
  // The form for it stands under the document.
  const asks = may.write && ai === "on" && version?.version === newest?.version &&
    !tab.generatesNothing && writable.length > 0;
  const old = version && newest && version.version < newest.version ? version.version : null;
  const [path = "", search] = to(old ? { version: String(old) } : {}).split("?");
  return (
    <div class="doc-acts tools">
      {versions.length > 0 && version && (
        <details class="pop">
          <summary class="btn sm">{`Version ${version.version}`}</summary>
          <ul class="menu">
            {versions.slice(0, 12).map((one) => (
              <li>
                <a
                  href={to(one === newest ? {} : { version: String(one.version) })}
                  aria-current={one.version === version.version ? "true" : undefined}
                >
                  {`Version ${one.version}`}
                  <small>{`${formatMoment(one.at)}, ${makerOf(one).words}`}</small>
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
      {versions.length > 1 && (
        <a class="btn sm" href={to({ compare: `${versions[1]!.version}..${newest!.version}` })}>
          Compare
        </a>
      )}
      {asks && <a class="btn sm" href="#ask">{written ? "Change it" : "Have it written"}</a>}
      <a class="btn sm" href={`${path}.md${search ? `?${search}` : ""}`} download>
        <Icon name="dl" />Markdown
      </a>
    </div>
  );
}

/** An earlier version is open: its texts, and the figures of now. */
function Past({ view }: { view: DocView }) {
  const { version, versions, place, may } = view;
  const newest = versions[0];
  if (!version || !newest || version.version >= newest.version) return null;
  const { projectId, tab, siteId } = place;
  const to = (query: Record<string, string>) => hrefOf(projectId, tab, siteId, query);
  return (
    <div class="band past">
      <div>
        <p>
          <b>
            {`Version ${version.version} of ${newest.version}, as of ${
              formatMoment(version.asOf)
            }.`}
          </b>{" "}
          Texts are as they were; figures are those of now. What was kept, figures too, is in its
          Markdown file.
        </p>
      </div>
      <div class="acts">
        <a class="btn sm" href={to({})}>To the newest</a>
        {may.write && !tab.generatesNothing && (
          <a class="btn sm" href={to({ version: `${version.version}`, do: "restore" })}>Restore</a>
        )}
      </div>
    </div>
  );
}

function StaleMark({ view }: { view: DocView }) {
  const { stale, sections, place, version, versions, may, ai } = view;
  if (!stale || !version) return null;
  const { projectId, tab, siteId } = place;
  const concerned = sections.filter(({ key, text }) => text && stale.sections.includes(key));
  const newest = version.version === versions[0]?.version;
  const numbers = concerned.map(({ no }) => no);
  return (
    <form method="post" class="stale mt-3" data-generate>
      <Icon name="clock" />
      <span>
        <b>{stale.since ? `Stale since ${formatMoment(stale.since)}.` : "Stale."}</b>{" "}
        {staleWords(stale)}{" "}
        {stale.changed.length > 0 && (
          <a class="link" href={hrefOf(projectId, tab, siteId, { proof: "stale" })}>See the rows</a>
        )}
        {may.write && ai === "on" && newest && concerned.length > 0 && (
          <>
            {stale.changed.length > 0 && " or "}
            {concerned.map(sectionField)}
            <button type="submit" class="link" name="intent" value="generate">
              {`regenerate ${numbers.length === 1 ? "section" : "sections"} ${numbers.join(", ")}`}
            </button>
          </>
        )}
      </span>
    </form>
  );
}

/** That a form is about this section. */
export const sectionField = ({ key }: { key: string }) => (
  <input type="hidden" name="section" value={key} />
);
