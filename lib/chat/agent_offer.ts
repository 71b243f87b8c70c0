/** Which tools there are, and which of them are offered to a model. Pure. */
import { KINDS } from "@/lib/proposals/model.ts";
import { declaredPropose } from "./agent_propose.ts";
import { type Declared, declaredRead, isRead, READ_TOOLS } from "./agent_tools.ts";
import type { Allowed } from "./talk.ts";

/** All of them; private.agent_tools has the same. */
export const TOOLS: readonly string[] = [...READ_TOOLS, ...KINDS];

const DECLARED: Declared[] = [...READ_TOOLS.map(declaredRead), ...KINDS.map(declaredPropose)];

/** What the asker's agent may ask for: nothing that is forbidden, and proposals where they may propose. */
export const offered = ({ policies, mayPropose }: Allowed): Declared[] =>
  DECLARED.filter(({ name }) =>
    (policies.get(name) ?? "forbid") !== "forbid" && (isRead(name) || mayPropose)
  );
