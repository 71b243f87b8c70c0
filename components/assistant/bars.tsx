/** Above every document: who speaks, and which documents they have. */
import { PERSONA_WORDS } from "@/lib/assistant/model.ts";
import { type Bars as Model, hrefOf, type TabLink } from "@/lib/assistant/page_model.ts";
import { Icon } from "../icons.tsx";

interface BarsProps {
  bars: Model;
  projectId: string;
  siteId: string | null;
  /** The document that is open. */
  type: string;
  /** What of the page's query the documents of this persona keep. */
  keep: Record<string, string>;
}

export function Bars({ bars, projectId, siteId, type, keep }: BarsProps) {
  const { persona, personas, tabs } = bars;
  const to = (link: TabLink, query = {}) => hrefOf(projectId, link, siteId, query);
  return (
    <>
      <div class="personas" role="group" aria-label="Persona">
        <div class="side-scroll">
          <span class="seg">
            {personas.map(({ persona: one, first }) => (
              <a
                href={to(first)}
                aria-current={one === persona ? "true" : undefined}
                title={`For ${PERSONA_WORDS[one].what}`}
              >
                {PERSONA_WORDS[one].title}
              </a>
            ))}
          </span>
        </div>
        <span class="text-xs text-ink-3 never">
          <Icon name="assistant" />Reads and proposes. Never signs, approves or deletes.
        </span>
      </div>
      <nav class="tabs" aria-label={`Documents of the ${PERSONA_WORDS[persona].title}`}>
        {tabs.map((link) => (
          <a href={to(link, keep)} aria-current={link.type === type ? "page" : undefined}>
            {link.title}
          </a>
        ))}
      </nav>
    </>
  );
}
