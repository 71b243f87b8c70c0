import { createHash } from "node:crypto";
import { authClient, isOutage } from "./authClient.ts";
import type { AuthBackend } from "./backend.ts";
import type { Tokens } from "./model.ts";

export type Refreshed =
  | { ok: true; tokens: Tokens }
  | { ok: false; reason: "refused" | "unavailable" };

/** auth-js repeats a failed refresh for half a minute; no request waits that long. */
const DEADLINE_MS = 5000;
/** Long enough for the parallel requests of one page to arrive with the old cookie. */
const REMEMBER_MS = 20_000;
const CAPACITY = 5000;

/**
 * Swaps refresh tokens, each once: requests that bring the same one share the call, and those that
 * come a little later share its result. Otherwise rotation would see a token used twice.
 */
export class Refresher {
  readonly #running = new Map<string, Promise<Refreshed>>();

  constructor(
    readonly backend: AuthBackend,
    readonly options: { deadlineMs?: number; rememberMs?: number } = {},
  ) {}

  refresh(refreshToken: string): Promise<Refreshed> {
    const id = createHash("sha256").update(refreshToken).digest("base64url");
    const running = this.#running.get(id) ?? this.#start(id, refreshToken);
    return within(running, this.options.deadlineMs ?? DEADLINE_MS);
  }

  get size(): number {
    return this.#running.size;
  }

  #start(id: string, refreshToken: string): Promise<Refreshed> {
    const call = swap(this.backend, refreshToken);
    const [oldest] = this.#running.keys();
    if (this.#running.size >= CAPACITY && oldest) this.#running.delete(oldest);
    this.#running.set(id, call);
    call.then((result) => {
      const keepMs = result.ok ? this.options.rememberMs ?? REMEMBER_MS : 0;
      const forget = () => {
        if (this.#running.get(id) === call) this.#running.delete(id);
      };
      if (keepMs === 0) forget();
      else Deno.unrefTimer(setTimeout(forget, keepMs));
    });
    return call;
  }
}

async function swap(backend: AuthBackend, refreshToken: string): Promise<Refreshed> {
  try {
    const { data, error } = await authClient(backend).refreshSession({
      refresh_token: refreshToken,
    });
    if (error) return { ok: false, reason: isOutage(error) ? "unavailable" : "refused" };
    if (!data.session) return { ok: false, reason: "refused" };
    const { access_token, refresh_token } = data.session;
    return { ok: true, tokens: { accessToken: access_token, refreshToken: refresh_token } };
  } catch {
    return { ok: false, reason: "unavailable" };
  }
}

async function within(running: Promise<Refreshed>, ms: number): Promise<Refreshed> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Refreshed>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, reason: "unavailable" }), ms);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
