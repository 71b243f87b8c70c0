/** Answers read by rules: pure, without a model, without a guess. What cannot be read says so. */
import type { QuestionKey, Reading } from "../model.ts";
import { QUESTIONS } from "../words.ts";
import { parseDocuments } from "./documents.ts";
import { parseDuration } from "./duration.ts";
import { parseEndpoints } from "./endpoints.ts";
import { parseEnrollment } from "./enrollment.ts";
import { parseMilestones } from "./milestones.ts";
import { unread } from "./reading.ts";
import { parseRegulations } from "./regulations.ts";
import { parseRisks } from "./risks.ts";
import { parseStakeholders } from "./stakeholders.ts";
import { parseSystems } from "./systems.ts";
import { MOST_PIECES, span } from "./text.ts";
import { parseTrialName } from "./trial_name.ts";

const PARSERS: Record<QuestionKey, (raw: string) => Reading[]> = {
  trialName: parseTrialName,
  endpoints: parseEndpoints,
  enrollment: parseEnrollment,
  regulations: parseRegulations,
  duration: parseDuration,
  stakeholders: parseStakeholders,
  risks: parseRisks,
  documents: parseDocuments,
  milestones: parseMilestones,
  systems: parseSystems,
};

/** Longer lines are prose; patterns are not let loose on them. */
const LONGEST_LINE = 2_000;
const PROSE =
  "This line is too long for the rules: break it up, or enter it by hand. The text is kept.";

/**
 * What the rules read in an answer, in its order: at most MOST_PIECES, each a part of it. Never
 * throws; what it does not understand comes back as such.
 */
export function parseAnswer(question: QuestionKey, raw: string): Reading[] {
  const { hand } = QUESTIONS[question];
  const long = [...raw.matchAll(/[^\r\n]+/g)].filter(([line]) => line.length > LONGEST_LINE);
  const kept = long.map((match) => span(raw, match.index, match.index + match[0].length))
    .filter((piece) => piece !== null).map((piece) => unread(hand, piece, PROSE));
  // Blanks of the same length, so that places stay true.
  const readable = long.reduce(
    (text, { index, 0: line }) =>
      text.slice(0, index) + " ".repeat(line.length) + text.slice(index + line.length),
    raw,
  );
  const found = [...PARSERS[question](readable), ...kept].sort((a, b) => a.start - b.start);
  if (found.length <= MOST_PIECES) return found;
  const rest = span(raw, found[MOST_PIECES - 1]!.start, raw.length)!;
  const most = `Only the first ${MOST_PIECES - 1} entries are read. The text is kept.`;
  return [...found.slice(0, MOST_PIECES - 1), unread(hand, rest, most)];
}
