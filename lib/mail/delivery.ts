/** When the outbox is gone through: at the start, after a new letter, and after a pause. */
import { log } from "@/observability/logger.ts";
import { Courier } from "./courier.ts";
import type { Deliver } from "./smtp.ts";

/** Time as tests turn it. */
export interface Clock {
  now(): number;
  /** Runs `work` after `ms`; the result calls it off. */
  after(ms: number, work: () => void): () => void;
}

const SYSTEM: Clock = {
  now: Date.now,
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** Pause when the folder itself cannot be read or written. */
const BROKEN_MS = 60_000;
/** How long the end of the process waits for a letter that is under way. */
const CLOSE_MS = 3000;

export interface Delivery {
  /** There is something new in the folder. */
  wake(): void;
  close(): Promise<void>;
}

/** Begins at once, with what an earlier process left in the folder. */
export function startDelivery(
  { folder, deliver, clock = SYSTEM }: { folder: string; deliver: Deliver; clock?: Clock },
): Delivery {
  const courier = new Courier(folder, deliver, clock.now);
  let running: Promise<void> | null = null;
  let fresh = false;
  let closed = false;
  let callOff = () => {};

  function plan(ms: number) {
    callOff();
    callOff = closed ? () => {} : clock.after(ms, () => running ??= go());
  }

  async function go() {
    fresh = false;
    const next = await courier.round().catch((error) => {
      log.error("mail.outbox_failed", { error });
      return BROKEN_MS;
    });
    running = null;
    if (fresh) plan(Math.max(0, courier.pausedUntil - clock.now()));
    else if (next !== null) plan(next);
  }

  plan(0);
  return {
    wake() {
      fresh = true;
      if (closed) return;
      // While the server does not work, a new letter waits with the others.
      if (running === null) plan(Math.max(0, courier.pausedUntil - clock.now()));
    },
    async close() {
      closed = true;
      callOff();
      courier.stop();
      const late = setTimeout(() => courier.hurry(), CLOSE_MS);
      await running;
      clearTimeout(late);
    },
  };
}
