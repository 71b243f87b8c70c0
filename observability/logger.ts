import { redact } from "./redact.ts";

/**
 * JSON lines over `console` (so that `OTEL_DENO=true` exports them). Only the fields named here
 * pass, and each only in its shape: whoever logs a new thing has to say here what it is.
 */
const FIELDS = {
  requestId: "id",
  traceId: "id",
  userId: "id",
  orgId: "id",
  projectId: "id",
  entityId: "id",
  importRun: "id",
  method: "word",
  route: "word",
  operation: "word",
  entity: "word",
  job: "word",
  mode: "word",
  check: "word",
  outcome: "word",
  code: "word",
  field: "word",
  version: "word",
  url: "origin",
  status: "number",
  durationMs: "number",
  waits: "number",
  count: "number",
  bytes: "number",
  port: "number",
  seq: "number",
  seconds: "number",
  attempt: "number",
  hash: "hash",
  detail: "text",
} as const;

export type Level = "debug" | "info" | "warn" | "error";
export type Fields = { [F in keyof typeof FIELDS]?: string | number | null } & { error?: unknown };

export interface Logger {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

const LEVELS: readonly Level[] = ["debug", "info", "warn", "error"];

function shaped(kind: string, value: unknown): string | number | undefined {
  if (kind === "number") {
    const number = Number(value);
    return Number.isFinite(number) ? Math.round(number * 1000) / 1000 : undefined;
  }
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value);
  if (kind === "id") return /^[\w.:-]{1,64}$/.test(text) ? text : "[id]";
  if (kind === "hash") return /^[0-9a-f]{8,128}$/i.test(text) ? text : "[hash]";
  if (kind === "origin") return URL.canParse(text) ? new URL(text).origin : "[url]";
  return redact(text);
}

/**
 * What may be said of an error: its name, its code, and where it came from. Never its message:
 * database and library messages quote values.
 */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line))
    .slice(0, 8).map((line) =>
      line.trim().replace(/^at /, "").replace(
        /file:\/\/\/?\S*?\/(?=(lib|routes|supabase|observability|components|node_modules)\/)/,
        "",
      )
    );
  return { name: error.name, code: code && redact(code), frames };
}

/** A logger that drops lines below `level`; `write` and `now` are given in tests. */
export function createLogger(
  options: { level?: () => Level; write?: (level: Level, line: string) => void; now?: () => Date } =
    {},
): Logger {
  const write = options.write ?? ((level, line) => console[level](line));
  const now = options.now ?? (() => new Date());
  const emit = (level: Level, event: string, fields: Fields = {}) => {
    const least = options.level?.() ?? "info";
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    const line: Record<string, unknown> = { time: now().toISOString(), level, event };
    for (const [name, value] of Object.entries(fields)) {
      if (name === "error") line.error = describe(value);
      else if (Object.hasOwn(FIELDS, name) && value !== null && value !== undefined) {
        line[name] = shaped(FIELDS[name as keyof typeof FIELDS], value);
      }
    }
    write(level, JSON.stringify(line));
  };
  return {
    debug: (event, fields) => emit("debug", event, fields),
    info: (event, fields) => emit("info", event, fields),
    warn: (event, fields) => emit("warn", event, fields),
    error: (event, fields) => emit("error", event, fields),
  };
}

let processLevel: Level = "info";

/** Sets the least level of {@link log}; main.ts calls it with the configured one. */
export function setLogLevel(level: Level): void {
  processLevel = level;
}

/** The logger of the process. */
export const log: Logger = createLogger({ level: () => processLevel });
