/** How the benchmark measures: CPU from /proc, medians with ranges, rounds taken in turns. */

export interface Spread {
  median: number;
  low: number;
  high: number;
}

export function spread(values: number[]): Spread {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    low: sorted[0] ?? NaN,
    high: sorted.at(-1) ?? NaN,
  };
}

export const shown = ({ median, low, high }: Spread, digits = 1) =>
  `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

/** CPU that a process has used so far, user and system, in clock ticks. */
export async function ticksOf(pid: number): Promise<number> {
  const fields = (await Deno.readTextFile(`/proc/${pid}/stat`)).split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** CPU ticks that `pid` used while `work` ran. */
export async function cpuOf(pid: number, work: () => Promise<void>): Promise<number> {
  const before = await ticksOf(pid);
  await work();
  return await ticksOf(pid) - before;
}

/** Resident memory of a process in MB. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

export interface Source {
  url: string;
  headers?: HeadersInit;
}

/** Asks for a page again and again, four at a time. */
export async function hammer({ url, headers }: Source, requests: number): Promise<void> {
  for (let i = 0; i < requests; i += 4) {
    await Promise.all(Array.from({ length: 4 }, () => get(url, headers)));
  }
}

export async function get(url: string, headers?: HeadersInit): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, headers ? { headers } : {});
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status === 200) return bytes;
  throw new Error(`${url} answered ${response.status}: ${new TextDecoder().decode(bytes)}`);
}

/** Milliseconds that one request takes, the median of several, one after the other. */
export async function latency(source: Source, requests: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) {
    const before = performance.now();
    await get(source.url, source.headers);
    times.push(performance.now() - before);
  }
  return spread(times).median;
}

/** The process that listens on a port: `deno task start` is only its parent. */
export async function listenerOf(origin: string): Promise<number> {
  const port = Number(new URL(origin).port).toString(16).toUpperCase().padStart(4, "0");
  const table = await Deno.readTextFile("/proc/net/tcp");
  const inode = table.split("\n").map((line) => line.trim().split(/\s+/))
    .find((row) => row[1]?.endsWith(`:${port}`) && row[3] === "0A")?.[9];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      for (const fd of Deno.readDirSync(`/proc/${name}/fd`)) {
        if (Deno.readLinkSync(`/proc/${name}/fd/${fd.name}`) === `socket:[${inode}]`) {
          return Number(name);
        }
      }
    } catch { /* another's process, or one that has just ended */ }
  }
  throw new Error(`Nobody listens on ${origin}`);
}
