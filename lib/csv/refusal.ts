/** Why an import did nothing. */
import { Problem } from "@/lib/http/problem.ts";
import type { Report } from "./model.ts";

/** Nothing was written; carries the report for pages. */
export class ImportRefused extends Problem {
  constructor(readonly report: Report) {
    const { errorCount, errors, rows, valid } = report;
    const bad = rows - valid;
    const what = bad === 0 ? "the file cannot be used" : `${bad} of ${rows} rows cannot be used`;
    const first = errors[0];
    super(422, `Nothing was imported: ${what}. First: ${first?.message}`, {
      errors: errors.map(({ path, message }) => ({ path, message })).concat(
        errorCount > errors.length
          ? [{ path: "", message: `${errorCount - errors.length} more errors are not listed` }]
          : [],
      ),
    });
  }
}

export function refusal(report: Report): Problem {
  const first = report.errors[0]!;
  return report.errors.every((one) => /^Your role may/.test(one.message))
    ? new Problem(403, `Nothing was imported: ${first.message}`)
    : new ImportRefused(report);
}

/** Its owner stopped the import, which left nothing behind. */
export class ImportStopped extends Problem {
  constructor() {
    super(409, "Stopped: nothing was imported", { slug: "import-stopped" });
  }
}
