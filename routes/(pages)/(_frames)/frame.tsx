/** The shell with what every signed-in page gives it: who is signed in, the palette, the keys. */
import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { type Section, Shell, type ShellProps, type ShellStudy } from "@/components/shell.tsx";
import Keys from "@/islands/Keys.tsx";
import Palette from "@/islands/Palette.tsx";
import type { State } from "@/lib/http/mod.ts";

interface FrameProps {
  state: State;
  url: URL;
  section: Section;
  /** Name of the page, last in the breadcrumb. */
  label: string;
  study?: ShellStudy | null;
  organization?: string | null;
  /** Islands of this page. */
  islands?: ComponentChildren;
  modal?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame(props: FrameProps) {
  const { state, url, section, label, study, organization, islands, modal, children } = props;
  const { name = "", email = "" } = state.session?.user ?? {};
  return (
    <>
      <Head>
        <title>{[label, study?.name, "ClinOps"].filter(Boolean).join(" · ")}</title>
      </Head>
      <Shell
        user={{ name, email }}
        here={url.pathname + url.search}
        section={section}
        study={study}
        organization={organization}
        crumbs={crumbs(label, section, study)}
        modal={modal}
        extras={
          <>
            <Palette />
            <Keys />
            {islands}
          </>
        }
      >
        {children}
      </Shell>
    </>
  );
}

function crumbs(label: string, section: Section, study?: ShellStudy | null): ShellProps["crumbs"] {
  if (section === "projects") return [{ label }];
  const portfolio = { href: "/projects", label: "Portfolio" };
  if (!study) return [portfolio, { label }];
  const home = { href: `/projects/${study.id}`, label: study.name };
  return section === "home" ? [portfolio, { label: study.name }] : [portfolio, home, { label }];
}
