/** Which systems: "EDC: Corvane / IRT: Lattice", "eTMF in Bindery Vault", or a name alone. */
import type { Reading } from "../model.ts";
import { NAME_LENGTH, read, TOO_LONG, unread } from "./reading.ts";
import { entries, labelled, type Piece, split, within } from "./text.ts";

const TYPE = String
  .raw`(?:e?CRF|EDC|CTMS|e?TMF|IRT|IWRS|IVRS|IxRS|RTSM|e?PRO|eCOA|COA|e?Consent|eICF|e?ISF|eSource|EHR|EMR|LIMS|QMS|eQMS|LMS|PV|safety (?:database|system)|randomi[sz]ation(?: system)?|electronic data capture|data capture|trial master file|document management(?: system)?|DMS|portal|payments?(?: system)?|imaging(?: system)?|wearables?|diary|eDiary|data warehouse|statistics|SAS|reporting|lab(?:oratory)? system|site portal|telemedicine|RBQM|CDMS|supply(?: system)?)`;
const IS_TYPE = new RegExp(
  `^(?:an?\\s+|the\\s+|our\\s+)?${TYPE}(?:\\s*(?:and|/|,|&|\\+)\\s*${TYPE})*(?:\\s+(?:system|tool|platform|software|database))?$`,
  "iu",
);
const IN = new RegExp(
  `^(${TYPE})\\s+(?:in|by|with|from|via|through|on|is|uses?|using|runs on|mit|von)\\s+(.+)$`,
  "iu",
);
const FOR = new RegExp(
  `^(.+?)\\s+(?:for|as|als|für|pour)\\s+(?:the\\s+|our\\s+)?(${TYPE}(?:\\s*(?:and|/|,|&)\\s*${TYPE})*)$`,
  "iu",
);
const BRACKET = /^(.+?)\s*[(\[]([^()[\]]+)[)\]]$/u;
const LAST = new RegExp(`^(.+\\S)\\s+(${TYPE})$`, "iu");
const FIRST = new RegExp(`^(${TYPE})\\s+(\\S.*)$`, "u");

interface System {
  type: string | null;
  name: string | null;
}

function systemOf(text: string): System {
  if (IS_TYPE.test(text)) return { type: text, name: null };
  const [, name, inside] = BRACKET.exec(text) ?? [];
  if (inside && IS_TYPE.test(inside)) return { type: inside, name: name! };
  if (inside && IS_TYPE.test(name!)) return { type: name!, name: inside };
  const [, type, used] = IN.exec(text) ?? [];
  if (type) return { type, name: used! };
  const [, product, purpose] = FOR.exec(text) ?? LAST.exec(text) ?? [];
  if (purpose) return { type: purpose, name: product! };
  const [, leading, rest] = FIRST.exec(text) ?? [];
  return leading ? { type: leading, name: rest! } : { type: null, name: text };
}

function entry(piece: Piece): Reading {
  if (piece.text.length > NAME_LENGTH || piece.text.split(/\s+/).length > 15) {
    return unread("system", piece, TOO_LONG);
  }
  const label = labelled(piece);
  if (label && !label.rest) {
    return unread("system", piece, "Say which system it is, or leave the colon away.");
  }
  if (!label) return read("system", piece, systemOf(piece.text));
  // "Veeva: EDC" and "EDC: Veeva" say the same.
  const turned = IS_TYPE.test(label.rest!.text) && !IS_TYPE.test(label.label);
  return read(
    "system",
    piece,
    turned
      ? { type: label.rest!.text, name: label.label }
      : { type: label.label, name: label.rest!.text },
  );
}

const LEAD = /^(?:we(?:\s+will)?|will|to)?\s*(?:plan to\s+)?(?:use|using|uses|have)\s+/iu;

/** "EDC: A / IRT: B" and "EDC: A | IRT: B" are two; "eCOA/ePRO: C" is one for both. */
function cells(piece: Piece): Piece[] {
  const text = within(piece, LEAD.exec(piece.text)?.[0].length ?? 0) ?? piece;
  const labels = /[:：=].*[/|].*[:：=]/u.test(text.text);
  return split(
    text,
    labels ? /\s*[/|]\s*(?=[^/|:：=]{1,30}[:：=])|\s+[/|]\s+/ : /\s+[/|]\s+|\s*\|\s*/,
  );
}

export function parseSystems(raw: string): Reading[] {
  return entries(raw, { commas: true }).flatMap(cells).map(entry);
}
