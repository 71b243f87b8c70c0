import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { KIND_WORDS, KINDS } from "./model.ts";
import { compileDiagram } from "./service.ts";

const kinds = KINDS.map((kind) => `${kind}: ${KIND_WORDS[kind].what}`).join("; ");

const body = z.object({
  projectId: z.uuid(),
  kind: z.enum(KINDS).describe(kinds),
});

const diagram = z.object({
  kind: z.enum(KINDS),
  diagramCode: z.string().describe("Mermaid source, parsed by Mermaid before it is given"),
  diagramType: z.string().describe("As Mermaid names it"),
  title: z.string(),
  alt: z.string().describe("What the diagram shows, in words"),
  sourceRefs: z.array(z.uuid())
    .describe("Ids of the rows it was made of: milestones, tasks, sites, the project"),
  formula: z.string().describe("How it came about"),
  summarised: z.string().nullable().describe("What is drawn in sum only"),
  caveat: z.string().nullable().describe("What the rows do not say, or nobody has confirmed"),
  asOf: z.iso.datetime(),
});

export const compileDiagramEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/diagrams/compile",
    summary: "Compile a diagram of a study from its rows",
    description: `Kinds are ${kinds}. It stands on the rows that the caller sees.`,
    tag: "diagrams",
    caller: "user",
    idempotent: false,
    body,
    responses: { 200: { description: "The diagram", schema: diagram } },
  }),
  async (call) => {
    const { code, rows: _, ...found } = unwrap(await compileDiagram(call, call.body));
    return ok({ ...found, diagramCode: code });
  },
);
