/** What the page of consent forms by site gets, and its addresses. */
import type { ConsentUse } from "@/lib/documents/model.ts";
import { queryOf } from "../filter_bar.tsx";

export interface Column {
  id: string;
  documentId: string;
  title: string;
  country: string | null;
  siteId: string | null;
  label: string;
  state: string;
  holdsFrom: string | null;
}

export interface ConsentView {
  projectId: string;
  today: string;
  filter: { country: string; form: string; all: boolean; page: number };
  versions: Column[];
  older: number;
  forms: { id: string; title: string; country: string | null }[];
  countries: string[];
  sites: { id: string; label: string; country: string | null }[];
  siteCount: number;
  superseded: number;
  uses: ConsentUse[];
  pages: number;
  may: { add: boolean; edit: boolean };
  said: string | null;
  asOf: string;
}

/** The address of the page as it is narrowed, with these changes. */
export const hrefOf = (filter: ConsentView["filter"], changes: Record<string, unknown> = {}) =>
  `?${queryOf({ ...filter, page: filter.page > 1 ? filter.page : "", ...changes })}`;
