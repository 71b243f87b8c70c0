/** The action list: verb first, then the rule and its evidence, and one button named by its verb. */
import { shortened } from "./format.ts";
import { Glyph } from "./icons.tsx";
import type { Action } from "./study/actions.ts";

const SPOKEN = { crit: "Critical", risk: "At risk", unk: "Unknown", info: "Note" };

/** @param actions in the order to show; `study` stands before the rule where studies are mixed */
export function ActionList({ actions }: { actions: (Action & { study?: string })[] }) {
  return (
    <ul class="acts-l">
      {actions.map((action) => (
        <li>
          <Glyph name={action.state} class={`gl t-${action.state}`} />
          <div class="tx">
            <h3>
              <span class="vh">{SPOKEN[action.state]}:</span>
              {action.href
                ? <a href={action.href} aria-current="false">{action.title}</a>
                : action.title}
            </h3>
            <p>
              {action.study && <b>{`${shortened(action.study, 64)} · `}</b>}
              {action.study ? action.rule : <b>{action.rule}</b>} {action.evidence}
            </p>
          </div>
          {action.href && (
            <span class="do">
              <a class="btn sm" href={action.href} aria-current="false">
                {action.act}
                <span class="vh">: {action.title}</span>
              </a>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
