import type { Done, Job } from "./password_worker.ts";
import { badRequest, busy, weakPassword } from "./errors.ts";

/** bcrypt reads no further than this. */
const MAX_BYTES = 72;

export interface Passwords {
  /** A bcrypt hash with the prefix `$2a$`. */
  hash(password: string): Promise<string>;
  /** Whether they match. With no hash it takes as long and says no. */
  verify(password: string, hash: string | null): Promise<boolean>;
  close(): void;
}

export interface PasswordOptions {
  /** bcrypt's cost: each step doubles the time. */
  cost?: number;
  /** Jobs that may wait or run; more are refused with 503. */
  queue?: number;
}

interface Waiting {
  resolve: (result: string | boolean) => void;
  reject: (error: unknown) => void;
}

/** Hashing takes about 100 ms of plain computing, so a Worker does it, started when first needed. */
export function createPasswords({ cost = 10, queue = 40 }: PasswordOptions = {}): Passwords {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  let decoy: Promise<string> | undefined;

  function start(): Worker {
    const started = new Worker(new URL("./password_worker.ts", import.meta.url), {
      type: "module",
      name: "passwords",
    });
    started.onmessage = ({ data }: MessageEvent<Done>) => settle(data);
    started.onerror = (event) => {
      event.preventDefault();
      stop(new Error(`Password worker failed: ${event.message}`));
    };
    return started;
  }

  function settle(done: Done): void {
    const caller = waiting.get(done.id);
    waiting.delete(done.id);
    if ("failed" in done) caller?.reject(new Error(`Password worker failed: ${done.failed}`));
    else caller?.resolve(done.result);
  }

  function stop(reason: Error): void {
    worker?.terminate();
    worker = undefined;
    for (const caller of waiting.values()) caller.reject(reason);
    waiting.clear();
  }

  function run(job: { password: string } & ({ cost: number } | { hash: string })) {
    if (waiting.size >= queue) return Promise.reject(busy());
    const id = ++lastId;
    return new Promise<string | boolean>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker ??= start();
      worker.postMessage({ ...job, id } satisfies Job);
    });
  }

  async function hash(password: string): Promise<string> {
    return String(await run({ password, cost }));
  }

  return {
    hash,
    async verify(password, stored) {
      const known = stored !== null && /^\$2[aby]\$/.test(stored) && fits(password);
      // A decoy that failed to be made must not stay, or every later unknown user would show.
      decoy ??= hash(crypto.randomUUID()).catch((error) => {
        decoy = undefined;
        throw error;
      });
      const against = known ? stored : await decoy;
      const matches = await run({ password, hash: against });
      return known && matches === true;
    },
    close: () => stop(new Error("Passwords are closed")),
  };
}

function fits(password: string): boolean {
  return new TextEncoder().encode(password).byteLength <= MAX_BYTES;
}

/**
 * Whether a new password may be used.
 *
 * @throws AuthError `validation_failed` when bcrypt would cut it, `weak_password` when too short
 */
export function checkStrength(password: string, minLength: number): void {
  if (!fits(password)) {
    throw badRequest(
      "validation_failed",
      `Password cannot be longer than ${MAX_BYTES} characters`,
    );
  }
  if ([...password].length < minLength) {
    throw weakPassword(`Password should be at least ${minLength} characters.`, ["length"]);
  }
}
