/** The ways to the rows before and after those of the page. */
import { formatNumber } from "./format.ts";
import { Icon } from "./icons.tsx";

interface PagerProps {
  /** Absent on the first page. */
  back?: { href: string; label?: "Previous" | "First page" } | null;
  /** "51 to 100 of 1,148". */
  where?: string;
  /** Absent on the last page. */
  next?: string | null;
}

/** Nothing where all rows are on the page. */
export function Pager({ back, where, next }: PagerProps) {
  if (!back && !next) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {back && <a class="btn sm" href={back.href}>{back.label ?? "Previous"}</a>}
      {where && <span class="text-xs text-ink-3">{where}</span>}
      {next && (
        <a class="btn sm" href={next}>
          Next<Icon name="right" />
        </a>
      )}
    </nav>
  );
}

interface PagesProps {
  /** From 1. */
  page: number;
  pages: number;
  hrefOf: (page: number) => string;
}

/** The same where pages have numbers. */
export const Pages = ({ page, pages, hrefOf }: PagesProps) => (
  <Pager
    back={page > 1 ? { href: hrefOf(page - 1) } : null}
    where={`Page ${formatNumber(page)} of ${formatNumber(pages)}`}
    next={page < pages ? hrefOf(page + 1) : null}
  />
);
