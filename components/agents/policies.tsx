/** What agents may do by themselves, by tool and role; a line of it is set at a time. */
import {
  type AgentPolicies,
  type Policy,
  type Role,
  ROLES,
  type Tool,
  TOOL_KINDS,
} from "@/lib/agents/model.ts";
import { Field, type FieldError, Problems } from "../form.tsx";
import { plural } from "../format.ts";
import { Said } from "../people/dialog.tsx";
import { Widget } from "../widget.tsx";
import { inOrder, POLICY_WORDS, roleWords, TOOL_KIND_WORDS, toolWords } from "./words.ts";

/** A role with every tool, or a tool with every role. */
export type Line = { role: Role } | { tool: string };

export interface PoliciesView extends AgentPolicies {
  mayChange: boolean;
  /** That is open. */
  line: Line | null;
  /** What was typed in place of what is set, by the name of its field; and the reason. */
  typed: Record<string, string>;
  errors: FieldError[];
  said: string | null;
}

export const cellName = ({ role, tool }: { role: string; tool: string }) => `p.${role}.${tool}`;

type Cells = Pick<AgentPolicies, "policies">;

function toolsOf({ policies }: Cells): Tool[] {
  const kinds = new Map(policies.map(({ tool, kind }) => [tool, kind]));
  return inOrder([...kinds].map(([tool, kind]) => ({ tool, kind })));
}

const policyOf = ({ policies }: Cells, role: Role, tool: string): Policy =>
  policies.find((one) => one.role === role && one.tool === tool)!.policy;

export function Policies(view: PoliciesView) {
  return (
    <div class="c12" id="agents">
      <Said text={view.said} />
      <Widget id="agents-t" title="What agents may do">
        <About never={view.never} />
        {view.line ? <OneLine {...view} line={view.line} /> : (
          <>
            <p class="text-ink-2 mt-4">
              {view.mayChange
                ? "Choose a role, or a tool, to change what holds for it."
                : "Owners and administrators change these."}
            </p>
            <Grid {...view} />
            <Roles {...view} />
          </>
        )}
      </Widget>
    </div>
  );
}

function About({ never }: { never: string[] }) {
  const list = `${never.slice(0, -1).join(", ")} or ${never.at(-1)}`;
  return (
    <div class="max-w-160">
      <p>
        An agent works for whoever asks it. It sees what they may see, and whatever it proposes
        changes nothing before a person approves it. Here is set what it does without asking them.
      </p>
      <dl class="kv mt-3">
        <dt>{POLICY_WORDS.auto}</dt>
        <dd>It just does it. So it is wherever nobody has set anything else.</dd>
        <dt>{POLICY_WORDS.approve}</dt>
        <dd>It stops, and asks whoever it works for each time.</dd>
        <dt>{POLICY_WORDS.forbid}</dt>
        <dd>It is refused.</dd>
      </dl>
      <p class="mt-3">
        Of somebody with several roles the strictest counts. <b>Fixed, whatever is set here:</b>
        {` no agent may ${list}. The database refuses it.`}
      </p>
    </div>
  );
}

/** Rows are tools, columns roles. Light: nobody has set it. */
function Grid(view: PoliciesView) {
  const tools = toolsOf(view);
  const caption = "What an agent may do by itself, by tool and role of whom it works for";
  return (
    <div
      class="scroll mt-4 hidden md:block"
      role="region"
      aria-label={caption}
      tabIndex={0}
    >
      <table class="tbl rights">
        <caption class="vh">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Tool</th>
            {ROLES.map((role) => (
              <th scope="col">
                <a class="link" href={`?role=${role}#agents`}>{roleWords(role)}</a>
              </th>
            ))}
          </tr>
        </thead>
        {TOOL_KINDS.map((kind) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colSpan={ROLES.length + 1} class="text-ink-3">
                {TOOL_KIND_WORDS[kind]}
              </th>
            </tr>
            {tools.filter((one) => one.kind === kind).map(({ tool }) => (
              <tr>
                <th scope="row">
                  <a class="link" href={`?tool=${tool}#agents`}>{toolWords(tool)}</a>
                </th>
                {ROLES.map((role) => cellOf(policyOf(view, role, tool)))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const cellOf = (policy: Policy) => <td>{said(policy)}</td>;
const said = (policy: Policy) =>
  policy === "auto"
    ? <span class="text-ink-3">{POLICY_WORDS.auto}</span>
    : <b>{POLICY_WORDS[policy]}</b>;

/** On a narrow screen: each role, and what is not Auto for it. */
function Roles(view: PoliciesView) {
  const tools = toolsOf(view);
  return (
    <ul class="rows plain mt-4 md:hidden">
      {ROLES.map((role) => {
        const other = tools.map(({ tool }) => ({ tool, policy: policyOf(view, role, tool) }))
          .filter(({ policy }) => policy !== "auto");
        return (
          <li>
            <a class="link" href={`?role=${role}#agents`}>{roleWords(role)}</a>
            <div>
              {other.length === 0
                ? <span class="text-ink-3">{`Auto for all ${plural(tools.length, "tool")}`}</span>
                : other.map(({ tool, policy }) => (
                  <p>
                    {toolWords(tool)}: <b>{POLICY_WORDS[policy]}</b>
                  </p>
                ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** One role with every tool, or one tool with every role: to read, or to set. */
function OneLine(view: PoliciesView & { line: Line }) {
  const { line, mayChange, typed, errors, version } = view;
  const tools = toolsOf(view);
  const title = "role" in line
    ? `An agent that works for: ${roleWords(line.role)}`
    : `${TOOL_KIND_WORDS[tools.find(({ tool }) => tool === line.tool)!.kind]}: ${
      toolWords(line.tool)
    }`;
  const groups = "role" in line
    ? TOOL_KINDS.map((kind) => ({
      head: TOOL_KIND_WORDS[kind],
      cells: tools.filter((one) => one.kind === kind)
        .map(({ tool }) => ({ role: line.role, tool, words: toolWords(tool) })),
    }))
    : [{
      head: "For whom it works",
      cells: ROLES.map((role) => ({ role, tool: line.tool, words: roleWords(role) })),
    }];
  return (
    <form method="post" action={`${lineHref(line)}#agents`} class="mt-4 max-w-120" novalidate>
      <h3>{title}</h3>
      {errors.length > 0 && <Problems title="Nothing was saved" errors={errors} />}
      <input type="hidden" name="version" value={version} />
      <table class="tbl mt-3">
        {groups.map(({ head, cells }) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colSpan={2} class="text-ink-3">{head}</th>
            </tr>
            {cells.map(({ words, ...cell }) => {
              const now = policyOf(view, cell.role, cell.tool);
              return (
                <tr>
                  <th scope="row">{words}</th>
                  <td class="r">
                    {mayChange
                      ? (
                        <Choice
                          name={cellName(cell)}
                          label={words}
                          now={typed[cellName(cell)] ?? now}
                        />
                      )
                      : said(now)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        ))}
      </table>
      {mayChange && (
        <div class="mt-4">
          <Field
            name="reason"
            label="Reason (optional)"
            hint="The audit trail keeps it"
            value={typed.reason ?? ""}
            autocomplete="off"
          />
        </div>
      )}
      <p class="mt-4 flex gap-2">
        {mayChange && <button type="submit" class="btn primary">Save</button>}
        <a class="btn quiet" href="?#agents">{mayChange ? "Discard" : "All roles"}</a>
      </p>
    </form>
  );
}

/** The address of a line, which its form is sent to. */
const lineHref = (line: Line) => `?${new URLSearchParams({ ...line })}`;

function Choice({ name, label, now }: { name: string; label: string; now: string }) {
  return (
    <select class="in" name={name} aria-label={label}>
      {Object.entries(POLICY_WORDS).map(([value, words]) => (
        <option value={value} selected={value === now}>{words}</option>
      ))}
    </select>
  );
}
