/** Inputs of the compilers of consent forms, documents and controls, from names; for tests only. */
import { compileConsentFlow } from "./consent_flow.ts";
import { compileDocumentTypes } from "./document_types.ts";
import type { Compiled, ConsentVersion } from "./model.ts";
import { compileRiskControls } from "./risk_controls.ts";

const STATES: ConsentVersion["state"][] = [
  ...["pending", "current", "expiring"] as const,
  ...["expired", "superseded", "withdrawn"] as const,
];

interface Names {
  title: string;
  other: string[];
}

/** Each name as a form, a zone, a factor, with the names after it below. */
export function complianceDiagrams({ title, other }: Names): [string, Compiled][] {
  const top = other.slice(0, 20);
  const below = (i: number, most: number) => other.slice(i, i + i % (most + 1));
  const version = (name: string, i: number): ConsentVersion => ({
    ...{ id: `v${i}`, name, state: STATES[i % 6]!, approvedOn: i % 2 ? "2026-01-02" : null },
    ...{ approved: i, used: i % 4, names: other.slice(i, i + i % 3) },
  });
  return [
    [
      "consent flow",
      compileConsentFlow({
        title,
        forms: top.map((name, i) => ({ id: `f${i}`, name, versions: below(i, 9).map(version) })),
      }),
    ],
    [
      "document types",
      compileDocumentTypes({
        title,
        ruleIds: [],
        zones: top.map((name, i) => ({
          name,
          kinds: below(i, 9).map((kind, j) => ({
            ...{ name: kind, n: j + 1, held: j },
            states: [{ name: "current", n: j, held: true }, { name: kind, n: 1, held: false }],
          })),
        })),
      }),
    ],
    [
      "risk controls",
      compileRiskControls({
        title,
        factors: top.map((name, i) => ({
          ...{ id: i % 5 === 4 ? null : `f${i}`, name },
          risks: below(i, 12).map((risk, j) => ({
            ...{ id: `r${j}`, name: risk, score: j % 3 ? j : null, high: j > 9 },
            ...{ overdue: j % 2 === 0, control: j % 4 ? risk : null },
          })),
          indicators: below(i, 8).map((one, j) => ({
            ...{ id: `k${j}`, name: one, words: one, critical: j % 2 === 0 },
            limits: below(j, 2).map((limit, k) => ({
              ...{ id: `q${k}`, name: limit, words: limit, critical: k === 0 },
            })),
          })),
        })),
      }),
    ],
  ];
}
