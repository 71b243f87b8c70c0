/** URLs, IP addresses, MAC addresses, addresses of cryptocurrencies. */
import { alone, context, type Detector, detector, near, whole } from "../rules.ts";
import type { Span } from "../kinds.ts";

/**
 * Pages of registries, agencies and journals say nothing about a person, and grounded text cites
 * them. Exact hosts and what is below them.
 */
const publicHosts =
  /^(?:https?:\/\/)?(?:[a-z0-9-]{1,63}\.){0,4}(?:clinicaltrials\.gov|nih\.gov|fda\.gov|cdc\.gov|hhs\.gov|cancer\.gov|who\.int|europa\.eu|doi\.org|isrctn\.com|ich\.org|cdisc\.org|hl7\.org|loinc\.org|snomed\.org|meddra\.org|w3\.org|trials\.gov)(?::\d{1,5})?(?:[/?#]|$)/i;

const hosts = "(?:[a-z0-9\\u00a1-\\uffff][a-z0-9\\u00a1-\\uffff-]{0,62}\\.)";
/** Endings that no sentence makes by leaving out a space after its full stop. */
const endings =
  "(?:com|org|net|edu|gov|mil|info|biz|io|eu|uk|de|fr|es|nl|ch|dk|fi|pl|cz|sk|hu|ro|bg|hr|si|gr|ie|lu|lt|lv|ee|ru|ua|tr|il|jp|cn|kr|tw|hk|vn|au|nz|za|ng|ke|br|ar|mx|cl|uy)";

const links = detector([
  {
    kind: "URL",
    rank: 6,
    pattern:
      /\b(?:https?|ftps?|sftp|wss?|file|ldaps?|ssh|git):\/\/[^\s<>"'`\ufffc|^{}\\]{1,2000}/gi,
    valid: (value) => /[\p{L}\p{N}]/u.test(value.slice(value.indexOf("//"))) && !isPublic(value),
  },
  {
    kind: "URL",
    rank: 5,
    pattern:
      /(?<![\p{L}\p{N}_@.-])www\.(?:[a-z0-9\u00a1-\ud7ff-]{1,63}\.){1,6}[a-z\u00a1-\ud7ff]{2,24}(?::\d{1,5})?(?:\/[^\s<>"'`\ufffc|]{0,2000})?/giu,
    valid: (value) => !isPublic(value),
  },
  {
    kind: "URL",
    rank: 4,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_@.-])${hosts}{1,6}${endings}(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])(?::\\d{1,5})?(?:/[^\\s<>"'\`\\ufffc|]{0,2000})?`,
      "giu",
    ),
    valid: (value) => domain(value) && !isPublic(value),
  },
]);

const isPublic = (value: string) => publicHosts.test(value);

/** A bare domain: a name, not "e.g.de", not a file, not "Fig.co"; a country's ending in small letters. */
function domain(value: string): boolean {
  const host = value.split(/[/:]/)[0]!;
  const labels = host.split(".");
  if (labels.some((label) => label.endsWith("-"))) return false;
  const last = labels.at(-1)!;
  const name = labels.at(-2)!;
  if (!/\p{L}/u.test(name) || name.length < 2) return false;
  const oneCase = last === last.toLowerCase() || host === host.toUpperCase();
  if (!oneCase) return false;
  if (last.length > 2) return true;
  return labels.length > 2 ? labels[0]!.length > 1 : name.length > 2;
}

const ipWords = context(
  "ip|ipv[46]|ip\\s?addr\\w*|address\\w*|addr|host\\w*|server|client\\w*|client_ip|client ip|gateway|router|dns|subnet|ping|ssh|http|https|login|logged|from|via|connect\\w*|local|localhost|loopback|network|mapped|private|public|route\\w*|range|multicast|broadcast|unicast|prefix",
);
const notAddress =
  /(?:v|ver|version|release|section|sections|sec|chapter|appendix|table|figure|fig|step|item|para|clause|article|ec|oid|e\.c|§|ctcae|annex|part|no|sdtm|build)[.:\s]{0,3}$/;

const four = detector([{
  kind: "IP",
  rank: 5,
  pattern:
    /(?<![\p{L}\p{N}_]|[\p{N}:]\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/(?:[12]?\d|3[0-2])(?!\d))?(?![\p{L}\p{N}_]|\.\p{N})/gu,
  unless: notAddress,
}]);

const ipv4: Detector = (view) =>
  four(view).filter((span) => {
    const octets = view.text.slice(span.start, span.end).split(/[./]/).slice(0, 4);
    // the number of a section looks like an address of small octets
    return octets.some((octet) => Number(octet) > 31 || octet === "0") ||
      view.text[span.start + octets.join(".").length] === "/" ||
      near(view, span.start, span.end, ipWords, 32);
  });

const groups =
  /(?<![\p{L}\p{N}_:])[0-9a-f:](?:[0-9a-f:.]{1,60})(?:%[a-z0-9]{1,16})?(?:\/\d{1,3})?/giu;

/** RFC 4291 section 2.2: eight groups, or fewer with one "::", the last two perhaps as IPv4. */
const ipv6: Detector = (view) => {
  const spans: Span[] = [];
  for (const match of view.text.matchAll(groups)) {
    if (match.index < view.from || !match[0].includes(":")) continue;
    const value = match[0].replace(/(?<!:)[:]$|\.+$/, "").replace(/\.+$/, "");
    const [start, end] = [match.index, match.index + value.length];
    if (/[\p{L}\p{N}_]/u.test(view.text[end] ?? "") || !isV6(value.replace(/[%/].*$/, ""))) {
      continue;
    }
    const certain = value.includes("/") ||
      value.split(":").filter((group) => group !== "").length > 2;
    if (certain || near(view, start, end, ipWords, 32) || alone(view, start, end)) {
      spans.push({ start, end, kind: "IP", rank: 7 });
    }
  }
  return spans;
};

function isV6(value: string): boolean {
  const halves = value.split("::");
  if (halves.length > 2) return false;
  const parts = halves.flatMap((half) => half === "" ? [] : half.split(":"));
  const dotted = parts.at(-1)?.includes(".") ?? false;
  const four = dotted ? parts.pop()! : "";
  if (dotted && !/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/.test(four)) {
    return false;
  }
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return false;
  const count = parts.length + (dotted ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

const hardware = detector([
  {
    kind: "DEVICE",
    rank: 8,
    pattern:
      /(?<![\p{L}\p{N}_:-])(?:[0-9a-f]{2}(?<mac>[:-])(?:[0-9a-f]{2}\k<mac>){4}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![\p{L}\p{N}_]|[:-][\p{L}\p{N}])/giu,
    valid: (value) => !/^(?:[f:.-]+|[0:.-]+)$/i.test(value),
  },
  { // Bitcoin (base58 and bech32) and Ethereum; the first has a check that needs SHA-256: shape only
    kind: "ACCOUNT",
    rank: 6,
    pattern: whole(
      "(?:(?:bc1|tb1|ltc1)[ac-hj-np-z02-9]{25,87}|0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,33})",
      "gu",
    ),
    valid: (value) =>
      /^(?:bc1|tb1|ltc1|0x)/.test(value) || /[a-z]/.test(value) && /[A-Z]/.test(value),
  },
]);

export const network: Detector = (
  view,
) => [...links(view), ...ipv4(view), ...ipv6(view), ...hardware(view)];
