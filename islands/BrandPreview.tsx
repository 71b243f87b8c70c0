import { useEffect } from "preact/hooks";
import { brandTokens, verdictOf } from "@/lib/brand/model.ts";

/** Repaints the preview of an organisation's colour while it is typed, and says how readable it is. */
export default function BrandPreview() {
  useEffect(() => {
    const form = document.getElementById("brand-form");
    const input = form?.querySelector<HTMLInputElement>("[name=brandColour]");
    const preview = form?.querySelector<HTMLElement>("[data-brand-preview]");
    const verdict = preview?.querySelector<HTMLElement>("[data-brand-verdict]");
    if (!input || !preview || !verdict) return;
    const stop = new AbortController();
    const paint = () => {
      const colour = input.value.trim().toLowerCase();
      const tokens = brandTokens(colour);
      if (tokens.length === 0) return;
      for (const [name, value] of tokens) {
        for (const swatch of preview.querySelectorAll<HTMLElement>(".swatch")) {
          swatch.style.setProperty(name, value);
        }
      }
      verdict.textContent = verdictOf(colour);
    };
    input.addEventListener("input", paint, { signal: stop.signal });
    return () => stop.abort();
  }, []);
  return null;
}
