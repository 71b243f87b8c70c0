/** Names of people, best effort: a title, an introduction or a label must stand before them. */
import { detector } from "../rules.ts";

const part = "\\p{Lu}(?:\\p{Ll}|['’-]\\p{Lu}?)[\\p{L}'’-]{0,24}";
const joint =
  "(?:(?:van|von|de|der|den|del|della|da|di|do|dos|la|le|bin|ibn|al|el|ter|ten|zu|af|av|\\p{Lu}\\.?|\\p{Lu}\\p{Lu}?) ){0,3}";
const names = `${joint}${part}(?: ${joint}${part}){0,3}`;
const two = `${part} ${joint}${part}(?: ${joint}${part}){0,2}`;
const before = "(?<![\\p{L}\\p{N}])";
const after = "(?![\\p{L}\\p{N}])";

/** What follows a title in a protocol and is no name; scales and institutions are named after people. */
const thing =
  /(?:Health|Global|Reported|Questionnaire|Scale|Score|Index|Inventory|Test|Assessment|Impression|Outcome|Diary|Information|Consent|Registry|Measure|Survey|Form|Center|Centre|Hospital|University|Institute|Clinic|College|School|Foundation|Study|Trial|Group|Society|Syndrome|Disease|Criteria|Classification|Association|Committee|Status|Quality|Life|Care|Activity|Function|Performance|Version|Visit|Arm|Cohort|Day|Week|Phase|Part|Period|Safety|Data|Medical|Clinical|Research|Treatment|Therapy|Population|Years?|Male|Female|Inclusion|Exclusion|Satisfaction|Safety|Identification|Number|Name|Not|Will|Must|Should|May|Are|Is|The|And|With|Has|Have|Who|Laboratory|Laboratories|Pharma|Brochure|Static|Oriented|Initiated|Coordinator|Investigator|Sponsor|Practitioner|Led|Type|Children)(?![\p{L}])/u;
const pronoun =
  /^(?:She|He|They|It|We|You|Who|This|That|These|Patient|Subject|Participant|The|An?|If|When)(?!\p{L})/u;
const isName = (value: string) =>
  !thing.test(value) && !pronoun.test(value) && !/\p{Lu}{4,}/u.test(value);
const told = (cue: string, value: string) =>
  new RegExp(`${before}(?:${cue})(?<v>${value})${after}`, "gu");

/** The name of a field is the name of what the field belongs to. */
const organisation =
  /(?:organi[sz]ation|sponsor|company|collaborator|study|site|facility|agency|institution|drug|intervention|arm|group)s?\P{L}[^.]{0,20}$/u;

/** A cue in any case of its first letter. */
const cues = (...words: string[]) =>
  words.map((w) => `[${w[0]!.toLowerCase()}${w[0]!.toUpperCase()}]${w.slice(1)}`).join("|");

export const person = detector([
  {
    kind: "NAME",
    rank: 4,
    pattern: told(
      "(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Dame|Herr|Frau|Señora?|Mme|Mlle|Monsieur|Madame|Rev|Capt|Sgt)\\.?[ ]{1,2}(?:(?:Dr|Prof|med)\\.?[ ]{1,2}){0,2}",
      `(?:${names}|\\p{Lu}{2,24}(?: \\p{Lu}{2,24}){0,2})`,
    ),
    // Mr. May and Dr. Will are people
    valid: (value) => !thing.test(value.replace(/^(?:May|Will)(?!\p{L})/u, "")),
  },
  { // "Jane Roe, MD": credentials after the name
    kind: "NAME",
    rank: 4,
    pattern: new RegExp(
      `${before}${two}(?=,? (?:M\\.?D|Ph\\.?D|D\\.?O|R\\.?N|MBBS|FRCP|PharmD|DNP|NP)(?!\\p{L}|,? \\d))`,
      "gu",
    ),
    valid: isName,
  },
  {
    kind: "NAME",
    rank: 3,
    pattern: told(
      `(?:${
        cues(
          "my name is",
          "name is",
          "name's",
          "signed by",
          "signed,",
          "regards,\\s{1,4}",
          "sincerely,\\s{1,4}",
          "yours,\\s{1,4}",
          "dear",
          "said",
          "says",
          "hello",
          "I am",
          "I'm",
        )
      }) ?`,
      `${part} ${joint}${part}(?: ${joint}${part})?`,
    ),
    valid: (value) => isName(value),
  },
  {
    kind: "NAME",
    rank: 3,
    pattern: told(
      `(?:${
        cues(
          "my name is",
          "his name is",
          "her name is",
          "patient's name is",
          "patient name is",
          "they call me",
          "call me",
        )
      }) `,
      names,
    ),
    valid: isName,
  },
  { // a field: what stands on its line
    kind: "NAME",
    rank: 3,
    pattern: told(
      `(?:${
        cues(
          "person",
          "patient",
          "subject",
          "participant",
          "full",
          "first",
          "last",
          "family",
          "given",
          "maiden",
          "mother's",
          "father's",
          "guardian",
          "contact",
          "investigator",
          "coordinator",
          "physician",
          "spouse",
        )
      }) (?:name|Name) ?[:=][ "'|]{0,3}`,
      names,
    ),
    valid: isName,
    unless: organisation,
  },
  {
    kind: "NAME",
    rank: 3,
    pattern: told(
      `(?:${
        cues(
          "patient",
          "subject",
          "participant",
          "signature",
          "billing address",
          "recipient",
          "emergency contact",
          "next of kin",
          "contact",
          "investigator",
          "coordinator",
          "physician",
          "caregiver",
          "spouse",
          "guardian",
        )
      })(?:\\s?[:=])[ \\t]{0,3}\\n?[ >?]{0,4}`,
      two,
    ),
    valid: isName,
    unless: organisation,
  },
  {
    kind: "NAME",
    rank: 3,
    pattern: told(
      "(?:mother|father|wife|husband|son|daughter|brother|sister|uncle|aunt|colleague)(?: named)?,? ",
      two,
    ),
    valid: isName,
  },
  { // "Patient Ann Lee was": the verb tells her from a questionnaire
    kind: "NAME",
    rank: 3,
    pattern: told(
      "(?:[Pp]atient|[Ss]ubject|[Pp]articipant|[Vv]olunteer|[Ii]nvestigator|[Cc]oordinator|[Mm]onitor|[Pp]hysician|[Nn]urse)(?: named)?,? ",
      `${two}(?=,? (?:was|is|has|had|reported|presented|developed|withdrew|complained|came|called|died|lives|missed|refused|signed|experienced))`,
    ),
    valid: isName,
  },
  { // who lives, says or gives
    kind: "NAME",
    rank: 3,
    pattern: new RegExp(
      `${before}(?:${names}(?= lives (?:at|on) )|${two}(?= lives in )|${names}(?= (?:said|says|had given|spent a year)(?!\\p{L})))`,
      "gu",
    ),
    valid: isName,
  },
  {
    kind: "NAME",
    rank: 3,
    pattern: told(
      "(?:had given|says|said) ",
      names,
    ),
    valid: isName,
  },
]);
