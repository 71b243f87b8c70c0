/** Growth, telemetry's share, the sign-in check, streams: each two things measured in turns. */
import { exportJWK, generateKeys, signedToken } from "./tokens.ts";
import { Verifier } from "@/lib/identity/verifier.ts";
import { cpuOf, hammer, latency, type Source, type Spread, spread, ticksOf } from "./measure.ts";
import { type Person, type Served, signUp } from "./world.ts";

const ROUNDS = 9;

/** How much longer a page takes on the large database than on the small one. */
export async function growth(small: Source, large: Source): Promise<Spread> {
  await latency(small, 30);
  await latency(large, 30);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [few, many] = [await latency(small, 20), await latency(large, 20)];
    ratios.push(many / few);
  }
  return spread(ratios);
}

/** How much more CPU a page costs with telemetry exported (to a collector that is not there). */
export async function telemetryShare(
  plain: Source & { pid: number },
  traced: Source & { pid: number },
): Promise<Spread> {
  await Promise.all([hammer(plain, 200), hammer(traced, 200)]);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const without = await cpuOf(plain.pid, () => hammer(plain, 120));
    const withIt = await cpuOf(traced.pid, () => hammer(traced, 120));
    ratios.push(withIt / without);
  }
  return spread(ratios);
}

/** How many times as long the first look at a token takes as each later one. */
export async function signInCheck(): Promise<Spread> {
  const issuer = "http://127.0.0.1/auth/v1";
  const keys = await generateKeys();
  const jwk = await exportJWK(keys);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const verifier = new Verifier({ issuer, keys: () => Promise.resolve([jwk]) });
    const tokens = await Promise.all(Array.from({ length: 200 }, () => signedToken(keys, issuer)));
    await verifier.verify(tokens[0]!);
    const first = await timed(async () => {
      for (const token of tokens.slice(1)) await mustHold(verifier, token);
    });
    const again = await timed(async () => {
      for (let i = 0; i < 50; i++) {
        for (const token of tokens.slice(1)) await mustHold(verifier, token);
      }
    });
    ratios.push(first / (again / 50));
  }
  return spread(ratios);
}

async function mustHold(verifier: Verifier, token: string) {
  const verdict = await verifier.verify(token);
  if (!verdict.ok) throw new Error(`A good token was refused: ${verdict.reason}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

export interface Streams {
  opened: number;
  /** App CPU of one change delivered to all of them, against the same change with one stream. */
  cpu: Spread;
  /** Milliseconds from the change until the last stream had it. */
  lastMs: Spread;
}

/** Opens so many event streams of several people on one project, and changes it. */
export async function streams(served: Served, count: number, perUser: number): Promise<Streams> {
  const { origin, pid, owner, project } = served;
  const one = await Listener.open(origin, owner, project);
  const alone: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await cpuOf(pid, async () => void await changed(served, [one])));
  }
  await one.close();
  const people: Person[] = [owner];
  while (people.length * perUser < count) {
    people.push(await signUp(origin, `Reader ${people.length}`));
  }
  await served.join(people.slice(1));
  const listeners: Listener[] = [];
  for (const person of people) {
    const many = Math.min(perUser, count - listeners.length);
    listeners.push(
      ...await Promise.all(
        Array.from({ length: many }, () => Listener.open(origin, person, project)),
      ),
    );
  }
  const before = await ticksOf(pid);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await changed(served, listeners));
  const each = (await ticksOf(pid) - before) / ROUNDS;
  await Promise.all(listeners.map((listener) => listener.close()));
  const baseline = Math.max(spread(alone).median, 0.5);
  return {
    opened: listeners.length,
    cpu: spread([each / baseline]),
    lastMs: spread(times),
  };
}

/** Renames the project and waits until everybody heard; milliseconds. */
async function changed(served: Served, listeners: Listener[]): Promise<number> {
  const heard = Promise.all(listeners.map((listener) => listener.next("project.update")));
  const before = performance.now();
  await served.rename();
  await heard;
  return performance.now() - before;
}

class Listener {
  readonly #waiting: { event: string; heard: () => void }[] = [];

  private constructor(readonly controller: AbortController, body: ReadableStream<Uint8Array>) {
    this.#read(body).catch(() => {});
  }

  static async open(origin: string, person: Person, project: string): Promise<Listener> {
    const controller = new AbortController();
    const response = await fetch(`${origin}/api/projects/${project}/events`, {
      headers: { ...person.headers, accept: "text/event-stream" },
      signal: controller.signal,
    });
    if (response.status !== 200) throw new Error(`A stream answered ${await response.text()}`);
    return new Listener(controller, response.body!);
  }

  async #read(body: ReadableStream<Uint8Array>) {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split("\n\n");
      text = events.pop()!;
      for (const event of events) this.#hear(/^event: (.+)$/m.exec(event)?.[1] ?? "");
    }
  }

  #hear(event: string) {
    const index = this.#waiting.findIndex((one) => one.event === event);
    if (index >= 0) this.#waiting.splice(index, 1)[0]!.heard();
  }

  next(event: string): Promise<void> {
    return new Promise((heard) => this.#waiting.push({ event, heard }));
  }

  close(): Promise<void> {
    this.controller.abort();
    return Promise.resolve();
  }
}
