/** Who has a part: "role: name (organisation)", "name, role, organisation", or a role alone. */
import type { Reading, Values } from "../model.ts";
import { NAME_LENGTH, read, TOO_LONG, unread } from "./reading.ts";
import { entries, type Labelled, labelled, type Piece, plain, split, within } from "./text.ts";

type Stakeholder = Values["stakeholder"];

const ROLE = new RegExp(
  String
    .raw`\b(?:sponsor|co-?sponsor|funder|CRO|contract research organi[sz]ation|(?:principal|chief|coordinating|lead|sub-?|site|global|national|co-?)?\s*investigators?|PI|CI|IRB|IEC|REC|EC|ethics (?:committee|board)|ethikkommission|institutional review board|review board|DSMB|DMC|IDMC|data (?:safety )?monitoring (?:committee|board)|steering (?:committee|group)|(?:medical|clinical|safety|central|study) monitors?|monitors?|CRA|(?:study|trial|site|research|clinical|project|data|regulatory|vendor|supply|quality|safety) (?:coordinators?|managers?|leads?|nurses?|directors?|physicians?|officers?|specialists?|team|staff|affairs)|(?:bio)?statisticians?|pharmacists?|pharmacy|pharmacovigilance|(?:central |local )?lab(?:oratory|oratories|s)?|health authorit(?:y|ies)|regulators?|authorit(?:y|ies)|competent authority|FDA|EMA|BfArM|MHRA|PMDA|ANSM|Swissmedic|patient (?:advocates?|organi[sz]ations?|representatives?|groups?)|(?:clinical |study |trial |all )?sites|patients|participants|hospitals|vendors?|suppliers?|auditors?|insurers?|legal|QA|QP|PM|Studienleiter(?:in)?|Prüfärzt(?:e|in)|Prüfarzt|Sponsorin|promoteur|promotor|investigateur|investigador(?:a)?)\b`,
  "iu",
);
const ORGANIZATION =
  /\b(?:Inc|Ltd|LLC|GmbH|AG|S\.?A\.?|plc|BV|Corp|Pharma\w*|Research|Clinical|Hospital|Clinic|Klinik|Klinikum|University|Universität|Université|Institute|Institut|Center|Centre|Laborator(?:y|ies)|Labs?|Group|Foundation|Stiftung|Therapeutics|Biotech|Biosciences|Sciences|Health|Medical|Ministry|Agency|Authority|Committee|Board|Company|Consulting|Systems)\b/u;
const PERSON =
  /^(?:(?:Dr|Prof|Mr|Mrs|Ms|PD|Frau|Herr|Sir|Dame|M|Mme)\.?\s+)+\p{Lu}|^\p{Lu}[\p{Ll}'’-]+(?:\s+\p{Lu}\.)?(?:\s+(?:van|von|de|der|la|le|da|di|del))*\s+\p{Lu}[\p{L}'’-]+(?:,?\s+(?:MD|PhD|MSc|RN|MPH))*$/u;
const EMAIL =
  /[<(\[]?\b([A-Za-z0-9_+-]{1,64}(?:\.[A-Za-z0-9_+-]{1,64}){0,4}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})\b[>)\]]?/;

const isRole = (text: string) => {
  const found = ROLE.exec(text);
  return found !== null && found[0].trim().length >= text.trim().length * 0.5;
};

/** Which of the three a part of an entry is. */
function sort(text: string, value: Stakeholder, labelled: boolean): boolean {
  const put = (field: "name" | "role" | "organization") => {
    if (value[field] !== null) return false;
    value[field] = text;
    return true;
  };
  if (PERSON.test(text) && !ORGANIZATION.test(text) && !isRole(text)) return put("name");
  if (isRole(text) && value.role === null) return put("role");
  // Of two roles only one that is the name of a body ("Regulators: FDA") says who has the other.
  if (isRole(text)) return /^\p{Lu}{2,8}$/u.test(text) && put("organization");
  if (ORGANIZATION.test(text) || !/\p{Ll}/u.test(text)) return put("organization");
  // Without a capital it names nobody.
  if (!/\p{Lu}/u.test(text) && !labelled) return put("role");
  return put(value.role === null ? "name" : "organization");
}

const UNSAID = /^(?:TBD|TBC|N\/?A|unknown|not known|open|to be \p{L}+)$/iu;

/** "Dr Maud Keller (Kestrel Clinical)" and "Ada Rennick, study manager" into their parts. */
function partsOf(text: string): string[] {
  return text.split(
    /\s*[()[\]]\s*|\s*,\s+(?!(?:MD|PhD|MSc|RN|Inc|Ltd|LLC)\b)|\s+[-–—|/]\s+|\s+(?:at|from|of)\s+(?=(?:the\s+)?\p{Lu})/u,
  )
    .map((part) => part.replace(/^[\s,.:-]+|[\s,:-]+$/g, "")).filter((part) =>
      /\p{L}/u.test(part) && !UNSAID.test(part)
    );
}

function entry({ role, ...piece }: Entry): Reading {
  if (piece.text.length > NAME_LENGTH) return unread("stakeholder", piece, TOO_LONG);
  const email = EMAIL.exec(piece.text);
  const text = email ? piece.text.replace(email[0], " ") : piece.text;
  const value: Stakeholder = {
    name: null,
    role: null,
    organization: null,
    email: email?.[1] ?? null,
  };
  const whole = { text, start: 0, end: text.length };
  const label = role !== undefined
    ? { label: role, rest: whole }
    : labelled(whole) ?? titled(whole);
  const rest = label?.rest?.text ?? (label ? "" : text);
  if (label && (isRole(label.label) || !PERSON.test(label.label))) value.role = label.label;
  else if (label) value.name = label.label;
  const parts = partsOf(rest);
  const sorted = parts.length <= 3 && parts.every((part) => sort(part, value, label !== null));
  const said = value.name ?? value.role ?? value.organization;
  if (sorted && said && plain(text).split(" ").length <= 20) {
    return read("stakeholder", piece, value);
  }
  return unread(
    "stakeholder",
    piece,
    "Write one a line, as “role: name (organisation)”, or enter it by hand.",
  );
}

/** "Principal Investigator Jane Roe": a role, and who has it. */
function titled(piece: Piece): Labelled | null {
  const role = ROLE.exec(piece.text);
  const rest = role?.index === 0 ? within(piece, role[0].length) : null;
  return rest && isName(rest.text) ? { label: role![0], rest } : null;
}

interface Entry extends Piece {
  /** That a list of names has been given. */
  role?: string;
}

const isName = (text: string) => PERSON.test(text) && !isRole(text) && !ORGANIZATION.test(text);

/** "CRAs: Ada Rennick, Bea Holt" are two people; "Ada Rennick, study manager" is one. */
function people(piece: Piece): Entry[] {
  const label = labelled(piece);
  const parts = split(label?.rest ?? piece, /\s*,\s*(?:and\s+)?|\s+(?:and|&|und|et)\s+/);
  if (parts.length < 2) return [piece];
  const alike = (is: (text: string) => boolean) => parts.every(({ text }) => is(text));
  if (label) {
    return alike(isName) || alike((text) => /^\p{Lu}{2,8}$/u.test(text))
      ? parts.map((part) => ({ ...part, role: label.label }))
      : [piece];
  }
  const bracketed = (text: string) => /[^\s(]\s*\([^()]+\)$/u.test(text);
  return alike(isRole) || alike(isName) || alike(bracketed) ? parts : [piece];
}

export function parseStakeholders(raw: string): Reading[] {
  return entries(raw).flatMap((piece) => split(piece, /\s+\/\s+(?=[^/]{1,40}[:：])/)).flatMap(
    people,
  )
    .map(entry);
}
