/** Bars that are moved by pointer and by arrow keys, each move tried on the server; browser only. */
import type { Preview } from "@/lib/planning/model.ts";
import { changeOf, clearMoves, drawMoves, type Pending, say, trialHref } from "./overlay.ts";

/** A pause between keys or moves of the pointer, before the server is asked. */
const QUIET_MS = 150;
/** Less is a click. */
const DRAG_PX = 4;
/** The end of a bar that stretches it. */
const EDGE_PX = 7;

const HELP = "Arrow keys try a move by a day, with Shift by a week; plus and minus the duration";

const barOf = (event: Event) =>
  event.target instanceof Element ? event.target.closest<SVGAElement>("a.bar-a[data-id]") : null;

/** Until the returned function is called. */
export function dragging(project: string): () => void {
  let pending: Pending | null = null;
  let timer: ReturnType<typeof setTimeout>;
  let asked = 0;
  let from: { x: number; stretch: boolean } | null = null;
  let dragged = false;

  const discard = () => {
    clearTimeout(timer);
    asked++;
    if (pending) {
      clearMoves(pending.bar.ownerSVGElement!);
      pending.bar.focus();
    }
    document.getElementById("plan-try")?.remove();
    pending = null;
  };

  const ask = async (mine: Pending) => {
    const number = ++asked;
    const response = await fetch(`/api/projects/${project}/plan/preview`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ changes: [changeOf(mine)] }),
    }).catch(() => null);
    const body = await response?.json().catch(() => null);
    if (number !== asked || pending !== mine) return;
    if (!response?.ok || !body) {
      clearMoves(mine.bar.ownerSVGElement!);
      say(mine, body?.errors?.[0]?.message ?? body?.detail ?? "The server did not answer", discard);
      return;
    }
    const preview: Preview = body;
    drawMoves(mine.bar.ownerSVGElement!, preview.moves);
    say(mine, preview, discard);
  };

  const change = (bar: SVGAElement, by: number, grow: number) => {
    if (pending?.bar !== bar) discard();
    pending = { bar, by: bar.dataset.on ? by : 0, grow: bar.dataset.days ? grow : 0 };
    clearTimeout(timer);
    if (!pending.by && !pending.grow) return discard();
    const mine = pending;
    timer = setTimeout(() => ask(mine), QUIET_MS);
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && pending) return discard();
    const bar = barOf(event);
    if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
    const { by, grow } = pending?.bar === bar ? pending : { by: 0, grow: 0 };
    const step = event.shiftKey ? 7 : 1;
    if (event.key === "ArrowRight") change(bar, by + step, grow);
    else if (event.key === "ArrowLeft") change(bar, by - step, grow);
    else if (event.key === "+") change(bar, by, grow + 1);
    else if (event.key === "-") change(bar, by, grow - 1);
    else if (event.key === "Enter" && pending?.bar === bar) location.assign(trialHref(pending));
    else return;
    event.preventDefault();
  };

  const onDown = (event: PointerEvent) => {
    const bar = barOf(event);
    if (!bar || event.button !== 0 || event.pointerType === "touch") return;
    const mark = bar.querySelector("rect:not(.hit)")?.getBoundingClientRect();
    const stretch = Boolean(mark && bar.dataset.days && event.clientX > mark.right - EDGE_PX);
    from = { x: event.clientX, stretch };
    dragged = false;
    const move = ({ clientX }: PointerEvent) => {
      const px = Number(bar.ownerSVGElement!.dataset.px);
      const distance = clientX - from!.x;
      if (!dragged && Math.abs(distance) < DRAG_PX) return;
      dragged = true;
      const days = Math.round(distance / px);
      if (stretch) change(bar, 0, days);
      else change(bar, days, 0);
    };
    const up = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  };

  const onFocus = (event: Event) => barOf(event)?.setAttribute("aria-description", HELP);

  // A link that is dragged must neither open nor be dragged by the browser itself.
  const onClick = (event: MouseEvent) => {
    if (dragged && barOf(event)) event.preventDefault();
    dragged = false;
  };
  const onDragStart = (event: DragEvent) => {
    if (barOf(event)) event.preventDefault();
  };

  const on = {
    focusin: onFocus,
    keydown: onKey,
    pointerdown: onDown,
    click: onClick,
    dragstart: onDragStart,
  };
  for (const [name, handler] of Object.entries(on)) {
    addEventListener(name, handler as EventListener);
  }
  return () => {
    for (const [name, handler] of Object.entries(on)) {
      removeEventListener(name, handler as EventListener);
    }
  };
}
