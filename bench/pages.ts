/** What a page costs: CPU of the app process against a bare server, waits, HTML and script bytes. */
import { gzipped, scriptBytes } from "../tests/weight.ts";
import type { Bare } from "./bare.ts";
import { cpuOf, get, hammer, type Spread, spread } from "./measure.ts";

const ROUNDS = 9;
const REQUESTS = 80;
/** A request to the bare server costs a fraction of a clock tick (10 ms), so it gets more. */
const BARE = 25;

export interface PageCost {
  name: string;
  cpu: Spread;
  waits: number;
  htmlKb: number;
  scriptKb: number;
}

export interface Target {
  origin: string;
  pid: number;
  headers: HeadersInit;
}

export async function pageCost(
  target: Target,
  bare: Bare,
  page: { name: string; path: string },
): Promise<PageCost> {
  const source = { url: target.origin + page.path, headers: target.headers };
  const html = await get(source.url, source.headers);
  await bare.serve(html);
  await hammer(source, REQUESTS * 2);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const app = await cpuOf(target.pid, () => hammer(source, REQUESTS));
    const plain = await cpuOf(bare.pid, () => hammer({ url: bare.origin }, REQUESTS * BARE));
    ratios.push(app / (plain / BARE));
  }
  return {
    name: page.name,
    cpu: spread(ratios),
    waits: await waitsOf(source),
    htmlKb: await gzipped(html) / 1024,
    scriptKb: await scriptBytes(
      new TextDecoder().decode(html),
      (path) => fetch(target.origin + path),
    ) / 1024,
  };
}

/** Database round trips that the page waited for, as its Server-Timing says. */
async function waitsOf({ url, headers }: { url: string; headers: HeadersInit }): Promise<number> {
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  return Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1]);
}
