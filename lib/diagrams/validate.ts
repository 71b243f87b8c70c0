import { unavailable } from "@/lib/http/problem.ts";
import { log } from "@/observability/logger.ts";

/** Characters (UTF-16 units); Mermaid itself draws no more. */
export const MAX_CODE = 50_000;

export type Verdict =
  | { ok: true; diagramType: string }
  /** `line` is of the source as it was given, from 1; null when Mermaid does not say. */
  | { ok: false; line: number | null; message: string };

/** What goes to the Worker and what comes back. Its first message is "ready". */
export interface Job {
  id: number;
  code: string;
}
export type Answer = { id: number } & Verdict;

export interface ValidatorOptions {
  /** For one source, ms. */
  deadline?: number;
  /** For loading Mermaid, ms. */
  startDeadline?: number;
  /** Without work for so long, the Worker (some 90 MB) is ended, ms. */
  idle?: number;
  /** Sources that may wait or run; more are refused with 503. */
  queue?: number;
  /** Workers that may go on with a source that took too long; with so many, 503 until one is done. */
  stuck?: number;
  /** The Worker's script; another one in tests. */
  script?: URL;
}

export interface Validator {
  /**
   * Whether Mermaid can parse the source, and as what.
   *
   * @throws Problem 503 when the Worker hangs, fails or has too much to do; the next call works
   */
  validate(code: string): Promise<Verdict>;
  close(): void;
}

interface Waiting {
  code: string;
  resolve: (verdict: Verdict) => void;
  reject: (reason: unknown) => void;
}

const refuse = (message: string, line: number | null = null): Verdict => ({
  ok: false,
  line,
  message,
});

/** Of YAML: some lines of them stand for more than any parser reads to its end. */
const ALIAS = /(?:^\s*|[-:,[{]\s*)\*[^\s*]/m;

/** What can be said without parsing. */
function quick(code: string): Verdict | null {
  if (code.length > MAX_CODE) {
    return refuse(`Must have at most ${MAX_CODE} characters, has ${code.length}`);
  }
  if (code.trim() === "") return refuse("Must not be empty");
  const [head] = /^\s*---\s*\n[^]*?\n\s*---/.exec(code) ?? [];
  if (head && ALIAS.test(head)) {
    return refuse("Must not use aliases (*name) in its front matter: say the value");
  }
  return null;
}

/** Parses one source at a time in a Worker that is started when needed. */
export function createValidator({
  deadline = 5_000,
  startDeadline = 20_000,
  idle = 60_000,
  queue = 20,
  stuck: mostStuck = 2,
  script = new URL("./parse_worker.ts", import.meta.url),
}: ValidatorOptions = {}): Validator {
  const waiting: Waiting[] = [];
  /** terminate() does not end a Worker that computes (Deno 2.9): each is here until it answers. */
  const stuck = new Set<Worker>();
  let running: Waiting | undefined;
  let worker: Worker | undefined;
  let ready = false;
  let lastId = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function within(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  }

  function start(): void {
    worker = new Worker(script, { type: "module", name: "diagrams" });
    const own = worker;
    worker.onmessage = ({ data }: MessageEvent<"ready" | Answer>) => {
      if (own === worker) received(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (own === worker) fail("Cannot check the diagram now: its parser failed");
    };
    within(startDeadline, () => tooLate("Cannot check the diagram now: its parser does not start"));
  }

  function end(): void {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
    ready = false;
  }

  /** Leaves the Worker to its source; it is ended when it is through. */
  function tooLate(reason: string): void {
    const own = worker!;
    stuck.add(own);
    log.warn("diagrams.parser_stuck", { count: stuck.size });
    const through = (event: Event) => {
      event.preventDefault();
      own.terminate();
      stuck.delete(own);
    };
    own.onmessage = through;
    own.onerror = through;
    worker = undefined;
    fail(reason);
  }

  /** Ends the Worker and with it the source in hand; the others get a new one. */
  function fail(reason: string): void {
    const caller = running ?? waiting.shift();
    running = undefined;
    end();
    caller?.reject(unavailable(reason));
    next();
  }

  function received(data: "ready" | Answer): void {
    if (data === "ready") ready = true;
    else if (running && data.id === lastId) {
      const { id: _, ...verdict } = data;
      running.resolve(verdict);
      running = undefined;
    } else return;
    next();
  }

  function next(): void {
    if (running) return;
    if (waiting.length === 0) {
      if (worker && ready) within(idle, end);
      return;
    }
    if (!worker && stuck.size >= mostStuck) {
      const reason = "Cannot check diagrams now: others take too long to parse; try again later";
      return waiting.splice(0).forEach(({ reject }) => reject(unavailable(reason)));
    }
    if (!worker) return start();
    if (!ready) return;
    running = waiting.shift()!;
    within(deadline, () => tooLate("Cannot check the diagram: it takes too long to parse"));
    worker.postMessage({ id: ++lastId, code: running.code } satisfies Job);
  }

  return {
    validate(code) {
      const known = quick(code);
      if (known) return Promise.resolve(known);
      if (waiting.length + (running ? 1 : 0) >= queue) {
        return Promise.reject(unavailable("Too many diagrams are being checked; try again"));
      }
      return new Promise((resolve, reject) => {
        waiting.push({ code, resolve, reject });
        next();
      });
    },
    close() {
      end();
      for (const one of stuck) one.terminate();
      for (const caller of [running, ...waiting.splice(0)]) {
        caller?.reject(unavailable("The checker of diagrams is closed"));
      }
      running = undefined;
    },
  };
}

let shared: Validator | undefined;

/** With the one validator of this process. See {@link Validator.validate}. */
export function validate(code: string): Promise<Verdict> {
  shared ??= createValidator();
  return shared.validate(code);
}
