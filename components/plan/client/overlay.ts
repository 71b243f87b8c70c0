/** Draws what a change would move into the timeline that is there; in the browser only. */
import type { Move, Preview } from "@/lib/planning/model.ts";
import { dateOf, dayOf } from "../days.ts";
import { daysWords, sentence } from "../sentence.ts";

const SVG = "http://www.w3.org/2000/svg";

function draw(
  parent: Element,
  tag: string,
  attributes: Record<string, string | number>,
  text = "",
) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  parent.append(made);
}

/** Dashed boxes and "+9 d" for all moved rows that are shown. */
export function drawMoves(svg: SVGSVGElement, moves: Move[]): void {
  clearMoves(svg);
  const px = Number(svg.dataset.px);
  const x = (date: string) => (dayOf(date) - Number(svg.dataset.from)) * px;
  const layer = document.createElementNS(SVG, "g");
  layer.setAttribute("data-moves", "");
  for (const { id, to, finishTo, days } of moves) {
    const hit = document.getElementById(`b-${id}`)?.querySelector(".hit");
    if (!hit || !finishTo) continue;
    const y = Number(hit.getAttribute("y")) - 3;
    const left = x(to ?? finishTo);
    const right = x(finishTo) + px;
    if (document.getElementById(`b-${id}`)!.dataset.milestone === undefined) {
      draw(layer, "rect", {
        class: "mv",
        x: left,
        y: y + 9,
        width: Math.max(2, right - left),
        height: 12,
      });
    } else {
      draw(layer, "path", { class: "mv", d: `M${right - px / 2} ${y + 9}l6 6-6 6-6-6z` });
    }
    if (days) draw(layer, "text", { class: "mv-t", x: right + 6, y: y + 19 }, daysWords(days));
  }
  svg.append(layer);
}

export const clearMoves = (svg: Element) => svg.querySelector("[data-moves]")?.remove();

export interface Pending {
  bar: SVGAElement;
  /** Days that it is moved by, and that its duration grows by. */
  by: number;
  grow: number;
}

/** The change as the API takes it. */
export function changeOf({ bar, by, grow }: Pending) {
  const { id = "", on, days } = bar.dataset;
  return {
    id,
    ...(by && on ? { plannedOn: dateOf(dayOf(on) + by) } : {}),
    ...(grow && days ? { durationDays: Math.max(0, Number(days) + grow) } : {}),
  };
}

/** The same page with the change tried: there it can be applied. */
export function trialHref(pending: Pending): string {
  const url = new URL(location.href);
  for (const name of ["try", "when", "said", "proof", "plannedOn", "durationDays"]) {
    url.searchParams.delete(name);
  }
  const { id, plannedOn = "=", durationDays = "=" } = changeOf(pending);
  url.searchParams.set("try", [id, plannedOn, durationDays].join("~"));
  url.hash = "";
  return url.href;
}

/** The band above the chart; it is read out as it changes. */
export function say(pending: Pending, result: Preview | string, discard: () => void): void {
  let band = document.getElementById("plan-try");
  if (!band) {
    band = document.createElement("section");
    band.id = "plan-try";
    band.className = "band dashed trial";
    band.setAttribute("aria-label", "Preview");
    band.innerHTML = '<div role="status"><h2></h2><p class="text-ink-2"></p></div>' +
      '<div class="acts"><button type="button" class="btn quiet">Discard</button>' +
      '<a class="btn primary">See what moves</a></div>';
    document.querySelector("#plan .plan-f")?.before(band);
  }
  const { by, grow, bar } = pending;
  const what = [by && `start ${daysWords(by)}`, grow && `duration ${daysWords(grow)}`];
  band.querySelector("h2")!.textContent = `Preview: ${bar.dataset.title}, ${
    what.filter(Boolean).join(", ") || "as it is"
  }`;
  band.querySelector("p")!.textContent = typeof result === "string"
    ? result
    : `${sentence(result)} Nothing is saved.`;
  band.querySelector("button")!.onclick = discard;
  band.querySelector("a")!.href = trialHref(pending);
}
