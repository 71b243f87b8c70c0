import { unavailable } from "@/lib/http/problem.ts";

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

/** What can be said without parsing. */
function quick(code: string): Verdict | null {
  if (code.length > MAX_CODE) {
    return refuse(`Must have at most ${MAX_CODE} characters, has ${code.length}`);
  }
  if (code.trim() === "") return refuse("Must not be empty");
  return null;
}

/** Parses one source at a time in a Worker that is started when needed. */
export function createValidator({
  deadline = 5_000,
  startDeadline = 20_000,
  idle = 60_000,
  queue = 20,
  script = new URL("./parse_worker.ts", import.meta.url),
}: ValidatorOptions = {}): Validator {
  const waiting: Waiting[] = [];
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
    within(startDeadline, () => fail("Cannot check the diagram now: its parser does not start"));
  }

  function end(): void {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
    ready = false;
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
    if (!worker) return start();
    if (!ready) return;
    running = waiting.shift()!;
    within(deadline, () => fail("Cannot check the diagram: it takes too long to parse"));
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
