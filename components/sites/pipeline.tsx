/** How many sites stand where: widths by count, each count a way to its sites. */
import { SITE_STATES, type SiteState, STATE_WORDS } from "@/lib/sites/model.ts";
import { formatNumber, plural } from "../format.ts";

interface PipelineProps {
  states: Partial<Record<SiteState, number>>;
  /** The one that is filtered by. */
  current: string;
  /** Address of the sites of a state. */
  href: (state: SiteState | "") => string;
}

export function Pipeline({ states, current, href }: PipelineProps) {
  const counted = SITE_STATES.map((state) => ({ state, sites: states[state] ?? 0 }));
  const all = counted.reduce((sum, one) => sum + one.sites, 0);
  return (
    <>
      <Bar counted={counted} all={all} />
      <ol class="pipe" aria-label={`Pipeline of ${plural(all, "site")}`}>
        {counted.map(({ state, sites }) => (
          <li>
            {sites === 0
              ? (
                <span class="text-ink-3">
                  <b>0</b>
                  <small>{STATE_WORDS[state]}</small>
                </span>
              )
              : (
                <a href={href(state === current ? "" : state)} aria-current={state === current}>
                  <b>{formatNumber(sites)}</b>
                  <small>{STATE_WORDS[state]}</small>
                </a>
              )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Bar({ counted, all }: { counted: { state: SiteState; sites: number }[]; all: number }) {
  let x = 0;
  const shown = counted.filter(({ sites }) => sites > 0);
  return (
    <svg
      class="pipe-bar"
      viewBox={`0 0 ${Math.max(all, 1)} 8`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {shown.map(({ state, sites }, n) => {
        const from = x;
        x += sites;
        // A thin gap between stages, in parts of the whole.
        const gap = n + 1 < shown.length ? all * .002 : 0;
        return (
          <rect
            key={state}
            class={state}
            x={from}
            y="0"
            width={Math.max(sites - gap, 0)}
            height="8"
          />
        );
      })}
    </svg>
  );
}
