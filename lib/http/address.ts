const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The first four groups of an IPv6 address: one customer has at least a /64. */
function prefix64(address: string): string {
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined
    ? []
    : Array(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...right].slice(0, 4).map((g) => parseInt(g, 16).toString(16)).join(
    ":",
  );
}

function normal(address: string): string {
  const bare = address.trim().replace(/^\[|\](:\d+)?$/g, "").replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  if (IPV4.test(mapped)) return mapped;
  const v4WithPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(mapped)?.[1];
  if (v4WithPort) return v4WithPort;
  return /^[0-9a-f:.]+$/i.test(mapped) && mapped.includes(":")
    ? `${prefix64(mapped)}::/64`
    : "unknown";
}

/**
 * The caller's address for rate limits: IPv4 as it is, IPv6 by its /64. Behind a trusted proxy the
 * last entry of X-Forwarded-For counts, the only one that our own proxy wrote.
 */
export function clientAddress(
  headers: Headers,
  remote: Deno.Addr | undefined,
  trustProxy: boolean,
): string {
  if (trustProxy) {
    const last = headers.get("x-forwarded-for")?.split(",").at(-1);
    if (last) return normal(last);
  }
  return remote && "hostname" in remote ? normal(remote.hostname) : "unknown";
}

/** Names under which proxies and delivery networks say for whom they ask. */
const FORWARDING =
  /^(via|forwarded|x-forwarded.*|x-(real|client|cluster-client|original-forwarded)-.+|(true-client|cf-connecting|fastly-client)-.+)$/;

/** Whether the caller sits on this machine and no proxy speaks for another. */
export function isLoopback(headers: Headers, remote: Deno.Addr | undefined): boolean {
  for (const name of headers.keys()) if (FORWARDING.test(name)) return false;
  if (!remote || !("hostname" in remote)) return false;
  const host = remote.hostname.replace(/^::ffff:/i, "");
  return host === "::1" || (IPV4.test(host) && host.startsWith("127."));
}
