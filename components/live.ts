/**
 * What happens in a project, as it happens: for islands, in the browser only, so it is small. All
 * islands of a page share one connection, which ends with the last of them. It pauses while the
 * page is hidden for long, and goes on where it stopped.
 */

export interface LiveChange {
  /** Such as `site.insert`; GET /api/projects/{id}/events describes them. */
  type: string;
  entity: string;
  id: string;
  actor: { id: string; name: string | null } | null;
  at: string;
}

export interface LivePresence {
  count: number;
  people: { id: string; name: string }[];
}

export interface LiveHandlers {
  message?(change: LiveChange): void;
  presence?(presence: LivePresence): void;
  /** Changes were missed: what the page shows has to be loaded anew. */
  reset?(): void;
}

interface Line {
  handlers: Set<LiveHandlers>;
  stop(): void;
}

const HIDDEN_MS = 60_000;
/** Before the first try again at most twice this, before the last some two minutes. */
const SHORTEST = 500;
/** Tries in a row without a connection, before only a look at the page tries again. */
const MOST_TRIES = 9;

const lines = new Map<string, Line>();

/** Calls the handlers until the returned function is called. Presence is told when it changes. */
export function live(projectId: string, handlers: LiveHandlers): () => void {
  const line = lines.get(projectId) ?? connect(projectId);
  line.handlers.add(handlers);
  return () => {
    line.handlers.delete(handlers);
    if (!line.handlers.size) line.stop();
  };
}

function connect(projectId: string): Line {
  const handlers = new Set<LiveHandlers>();
  let source: EventSource | null = null;
  let last = "";
  let tries = 0;
  let timer: ReturnType<typeof setTimeout>;
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  // Not EventSource's own retry: after an error status it gives up, and all clients come at once.
  const retry = () => {
    // A refusal (2: signed out, not a member any more) is less likely to pass than a lost line.
    tries += source?.readyState || 1;
    close();
    if (tries < MOST_TRIES) timer = setTimeout(open, SHORTEST * 2 ** tries * Math.random());
  };
  const open = () => {
    close();
    source = new EventSource(`/api/projects/${projectId}/events?unnamed=1&lastEventId=${last}`);
    source.onerror = retry;
    for (const name of ["message", "presence", "reset", "end"] as const) {
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        last = lastEventId;
        // Session and access are gone for good; the rest passes.
        if (name === "end") return /ess/.test(data) ? close() : retry();
        tries = 0;
        handlers.forEach((one) => one[name]?.(JSON.parse(data)));
      });
    }
  };
  let hiding: ReturnType<typeof setTimeout>;
  const onShown = () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else if (!source) {
      tries = 0;
      open();
    }
  };
  const line = {
    handlers,
    stop() {
      close();
      removeEventListener("visibilitychange", onShown);
      lines.delete(projectId);
    },
  };
  lines.set(projectId, line);
  addEventListener("visibilitychange", onShown);
  open();
  return line;
}
