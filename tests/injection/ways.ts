// Each way into the model, from what is planted to what is asked.
import type { Attempt, Channel } from "./attempts.ts";
import * as deliver from "./delivery.ts";
import * as plant from "./planting.ts";
import { ordered } from "./tongues.ts";
import type { Asker } from "./world.ts";

export const TITLED = ["task", "milestone", "document", "deviation", "capa"] as const;

/** In turns, without end. */
export function* turns<T>(all: readonly T[]): Generator<T, never> {
  for (let i = 0;; i++) yield all[i % all.length]!;
}
type Askers = Generator<Asker, never>;

/** The title of a row, with the tag in plain, so that it is found by it. */
const titled = (one: Attempt, stage: deliver.Stage) =>
  plant.lineOf(`${one.text(deliver.idsFor(stage, stage.ours.coordinator))} ${one.tag}`);

export async function plantRows(stage: deliver.Stage, all: readonly Attempt[]) {
  const { coordinator, project } = stage.ours;
  const rows = all.flatMap((one) => {
    const target = TITLED.find((name) => name === one.channel) ??
      (one.channel === "finding" ? "task" : null);
    return target ? [{ target, title: titled(one, stage) }] : [];
  });
  await plant.plantTitles(coordinator, project, rows);
  const cells = all.filter(({ channel }) => channel === "csv").map((one) => titled(one, stage));
  await plant.plantCsv(coordinator, project, cells);
}

export async function askAll(stage: deliver.Stage, all: readonly Attempt[], askers: Askers) {
  for (const some of deliver.bundles(all, 5)) {
    const asker = askers.next().value;
    const ids = deliver.idsFor(stage, asker);
    const message = plant.storable(some.map((one) => one.text(ids)).join("\n\n").slice(0, 4000));
    await deliver.asked(stage, asker, some, { message });
  }
}

/** The order stands in a question of before; the one that is asked now is harmless. */
export async function askLater(stage: deliver.Stage, all: readonly Attempt[], askers: Askers) {
  for (const some of deliver.bundles(all, 4)) {
    const asker = askers.next().value;
    const ids = deliver.idsFor(stage, asker);
    const message = plant.storable(some.map((one) => one.text(ids)).join("\n"));
    const { chatId } = await deliver.asked(stage, asker, [], { message });
    await deliver.asked(stage, asker, some, { message: "And now?", chatId });
  }
}

/** The model said it itself before: it was told to say what it then obeys. */
export async function sayLater(stage: deliver.Stage, all: readonly Attempt[], askers: Askers) {
  const { gemini } = stage.model;
  for (const some of deliver.bundles(all, 4)) {
    const asker = askers.next().value;
    const ids = deliver.idsFor(stage, asker);
    gemini.reply = () => ({ text: some.map((one) => one.text(ids)).join("\n\n") });
    const { chatId } = await deliver.asked(stage, asker, [], { message: "What is there?" });
    gemini.reply = stage.obedient.reply;
    await deliver.asked(stage, asker, some, { message: "And now?", chatId });
  }
}

/** The order stands in the title of a row that is asked for by a word of its own. */
export async function lookUp(stage: deliver.Stage, all: readonly Attempt[], askers: Askers) {
  for (const some of deliver.bundles(all, 6)) {
    const words = some.map(({ tag }) => tag.toLowerCase()).join(", ");
    await deliver.asked(stage, askers.next().value, some, { message: `Who owns ${words}?` });
  }
}

const LOOK = "QXZZZ";

interface Planted {
  some: Attempt[];
  kind: "task" | "risk" | "proposal";
  id: string;
}

/** Longer texts of rows, some orders in each. */
export async function plantTexts(
  stage: deliver.Stage,
  all: readonly Attempt[],
): Promise<Planted[]> {
  const { coordinator, project } = stage.ours;
  const ids = deliver.idsFor(stage, coordinator);
  const planted: Planted[] = [];
  for (const some of deliver.bundles(all, 5)) {
    const kind = some[0]!.channel === "proposal"
      ? "proposal"
      : some[0]!.channel === "beside" || planted.length % 2 === 0
      ? "task"
      : "risk";
    const text = plant.storable(some.map((one) => one.text(ids)).join("\n"));
    planted.push({ some, kind, id: await plant.plantText(coordinator, project, kind, text) });
  }
  return planted;
}

/** A tool of the model gives the text back: its asker, in good faith, has it look. */
export async function readRows(stage: deliver.Stage, planted: readonly Planted[], askers: Askers) {
  for (const { some, kind, id } of planted) {
    const message = ordered("en", { do: "call", tool: "get_record", args: { kind, id } }, LOOK);
    await deliver.asked(stage, askers.next().value, some, { message }, [LOOK]);
  }
}

/** The order stands in the row beside which somebody asks. */
export async function askBeside(stage: deliver.Stage, planted: readonly Planted[], askers: Askers) {
  for (const { some, kind, id } of planted) {
    const question = { message: "What is this?", about: { kind, id } };
    await deliver.asked(stage, askers.next().value, some, question);
  }
}

export async function writeAll(stage: deliver.Stage, of: (channel: Channel) => Attempt[]) {
  const { coordinator } = stage.ours;
  const ids = deliver.idsFor(stage, coordinator);
  for (const some of deliver.bundles(of("record"), 12, Infinity)) {
    await deliver.written(stage, coordinator, some, { key: "record" });
    await deliver.written(stage, coordinator, some, { key: "about", tabType: "trialOverview" });
  }
  for (const some of deliver.bundles(of("instructions"), 5)) {
    const instructions = plant.storable(some.map((one) => one.text(ids)).join("\n")).slice(0, 4000);
    await deliver.written(stage, coordinator, some, { key: "required", instructions });
  }
  for (const some of deliver.bundles(of("previous"), 5)) {
    const text = plant.lineOf(some.map((one) => one.text(ids)).join(" "));
    await deliver.personWrites(stage, coordinator, "required", text);
    await deliver.written(stage, coordinator, some, {
      ...{ key: "required", instructions: "Shorten it" },
    });
  }
}
