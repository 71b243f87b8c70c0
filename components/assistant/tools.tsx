/** What may be done with the text of a section: accept it, have it written anew, write it. */
import { type DocSection, type DocView, hrefOf } from "@/lib/assistant/page_model.ts";

interface ToolsProps {
  section: DocSection;
  view: DocView;
}

/** Null where there is nothing that the reader may do. */
export function sectionTools({ section, view }: ToolsProps) {
  const { may, version, versions, place, ai } = view;
  const newest = version === null || version.version === versions[0]?.version;
  if (place.tab.generatesNothing || !newest || !(section.writable || section.text)) return null;
  if (!may.write && !may.accept) return null;
  const { key, title, text } = section;
  const name = <span class="vh">{`: section ${section.no}, ${title}`}</span>;
  const asks = ai === "on" && section.writable && may.write;
  const write = hrefOf(place.projectId, place.tab, place.siteId, { do: `write.${key}` });
  return (
    <form method="post" class="sec-tools tools" data-generate>
      <input type="hidden" name="section" value={key} />
      <input type="hidden" name="version" value={version?.version ?? 0} />
      {!text && <p class="text-xs text-ink-3">Nothing is written here yet.</p>}
      {text?.author.kind === "agent" && !text.accepted && may.accept && (
        <button
          type="submit"
          class="btn sm"
          name="intent"
          value="accept"
          aria-disabled={(text.figures?.unverified.length ?? 0) > 0 ? "true" : undefined}
          aria-describedby={(text.figures?.unverified.length ?? 0) > 0 ? `why-${key}` : undefined}
        >
          Accept{name}
        </button>
      )}
      {asks && (
        <button type="submit" class="btn quiet sm" name="intent" value="generate">
          {text ? "Write anew" : "Have it written"}
          {name}
        </button>
      )}
      {may.write && (
        <a class="btn quiet sm" href={`${write}#sec-${key}`}>
          {text ? "Edit" : "Write it yourself"}
          {name}
        </a>
      )}
      {(text?.figures?.unverified.length ?? 0) > 0 && !text?.accepted && may.accept && (
        <p class="text-xs text-ink-3" id={`why-${key}`}>
          Can be accepted when every figure stands in the facts: correct the text, or have it
          written anew.
        </p>
      )}
    </form>
  );
}
