import { badRequest } from "./errors.ts";

const PER_PAGE = 50;
const MAX_PER_PAGE = 1000;
const MAX_PAGE = 1_000_000;

/**
 * Which page is asked for.
 *
 * @throws AuthError 400 `validation_failed`
 */
export function pageOf(url: URL): { page: number; perPage: number } {
  return {
    page: numberOf(url.searchParams.get("page"), 1, MAX_PAGE),
    perPage: numberOf(url.searchParams.get("per_page"), PER_PAGE, MAX_PER_PAGE),
  };
}

function numberOf(text: string | null, fallback: number, max: number): number {
  if (text === null || text === "") return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1) {
    throw badRequest("validation_failed", `Bad Pagination Parameters: "${text}" is not a page`);
  }
  return Math.min(value, max);
}

/** Headers that lead on to the other pages. */
export function pageLinks(
  url: URL,
  page: number,
  perPage: number,
  total: number,
): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / perPage));
  // The client reads the digits behind the first "=", so `page` comes first.
  const to = (number: number, rel: string) =>
    `<${url.pathname}?page=${number}&per_page=${perPage}>; rel="${rel}"`;
  const link = [...(page < last ? [to(page + 1, "next")] : []), to(last, "last")].join(", ");
  return { "X-Total-Count": String(total), Link: link };
}
