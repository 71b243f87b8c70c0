/** From the form of agents' policies to the cells that it sets. */
import { cellName, type Line, type PoliciesView } from "@/components/agents/policies.tsx";
import { type AgentPolicies, type Cell, policy, ROLES } from "@/lib/agents/model.ts";
import { changePolicies, readPolicies } from "@/lib/agents/service.ts";
import { type Ctx, notFound } from "@/lib/http/mod.ts";
import { attempt, errorsOf } from "./account.ts";
import { caller, query } from "./call.ts";

export const SAID_OF_AGENTS: Record<string, string> = {
  set: "Saved: it holds from an agent's next step on",
  same: "Nothing was different",
};

type Cells = AgentPolicies["policies"];

/** The line that the address names; null where it names none that there is. */
export function lineIn({ url }: Ctx, policies: Cells): Line | null {
  const { role, tool } = query(url, "role", "tool");
  const known = ROLES.find((one) => one === role);
  if (known) return { role: known };
  return policies.some((one) => one.tool === tool) ? { tool } : null;
}

type Done =
  | { said: keyof typeof SAID_OF_AGENTS }
  | { refused: Pick<PoliciesView, "typed" | "errors"> & { status: number; line: Line } };

/** Sets what the form has in another way than it is set. */
export async function changeLine(
  ctx: Ctx,
  organizationId: string,
  text: (name: string) => string,
): Promise<Done> {
  const { policies } = await readPolicies(caller(ctx), organizationId);
  const line = lineIn(ctx, policies);
  if (!line) throw notFound();
  const sent = policies.filter((one) =>
    "role" in line ? one.role === line.role : one.tool === line.tool
  )
    .map((one) => ({ ...one, typed: text(cellName(one)) }));
  const reason = text("reason").trim().slice(0, 2000);
  const typed = Object.fromEntries([
    ["reason", reason],
    ...sent.map((one) => [cellName(one), one.typed]),
  ]);
  const refused = (status: number, errors: PoliciesView["errors"]) => ({
    refused: { typed, errors, status, line },
  });
  const cells = sent.flatMap(({ role, tool, typed, ...now }): Cell[] => {
    const parsed = policy.safeParse(typed);
    return parsed.success && parsed.data !== now.policy
      ? [{ role, tool, policy: parsed.data }]
      : [];
  });
  if (sent.some(({ typed }) => !policy.safeParse(typed).success)) {
    return refused(422, [{ path: "", message: "Choose Auto, Ask me or Never for each" }]);
  }
  if (cells.length === 0) return { said: "same" };
  const done = await attempt(() =>
    changePolicies(caller(ctx, reason || null), organizationId, {
      cells,
      version: /^\d{1,9}$/.test(text("version")) ? Number(text("version")) : null,
    })
  );
  if (done.ok) return { said: "set" };
  const { status } = done.problem;
  return refused(
    status,
    status === 412
      ? [{
        path: "",
        message:
          "Somebody else changed this in the meantime. Below is what you chose: look, and save again",
      }]
      : errorsOf(done.problem),
  );
}
