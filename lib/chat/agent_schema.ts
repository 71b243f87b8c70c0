/** From zod to the subset of JSON Schema that the model's provider takes for arguments. Pure. */
import { z } from "zod";

export type Schema = Record<string, unknown>;

/** What the provider knows; all else (patterns, limits) is checked here when arguments come. */
function subset(node: Schema): Schema {
  const any = node.anyOf as Schema[] | undefined;
  if (any) {
    const parts = any.filter(({ type }) => type !== "null");
    const [first = {}] = parts;
    return { ...subset(first), ...(parts.length < any.length ? { nullable: true } : {}) };
  }
  const constant = node.const === undefined ? undefined : [node.const];
  const values = (node.enum as unknown[] | undefined ?? constant)?.filter((one) => one !== null);
  const words = values?.every((one) => typeof one === "string") ? values : undefined;
  const types = [node.type ?? (words ? "string" : typeof values?.[0])].flat();
  const type = types.find((one) => one !== "null");
  const note = {
    ...(types.includes("null") ? { nullable: true } : {}),
    ...(node.description ? { description: node.description } : {}),
  };
  if (type === "array") return { type, items: subset((node.items ?? {}) as Schema), ...note };
  if (type === "object") {
    const properties = Object.fromEntries(
      Object.entries((node.properties ?? {}) as Record<string, Schema>)
        .map(([name, one]) => [name, subset(one)]),
    );
    const required = (node.required as string[] | undefined) ?? [];
    return { type, properties, ...(required.length > 0 ? { required } : {}), ...note };
  }
  const known = ["string", "number", "integer", "boolean"].includes(String(type));
  return { type: known ? type : "string", ...(words ? { enum: words } : {}), ...note };
}

/** Arguments of a tool as they are declared to a model. */
export const parametersOf = (takes: z.ZodType): Schema =>
  subset(z.toJSONSchema(takes, { io: "input", unrepresentable: "any" }) as Schema);

const NUL = /\0/g;

/** Arguments as they can be kept: no NUL and no half characters, which Postgres refuses. */
export function keepable(value: unknown): unknown {
  if (typeof value === "string") return value.replace(NUL, "").toWellFormed();
  if (Array.isArray(value)) return value.map(keepable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [keepable(name) as string, keepable(one)]),
  );
}

/** Arguments that are longer are not kept, and not done. */
export const MOST_ARGS = 40_000;
