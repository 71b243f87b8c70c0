/** The shell with what every signed-in page gives it: who is signed in, the palette, the keys. */
import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { TrailBand } from "@/components/activity/chain.tsx";
import { Shell, type ShellProps } from "@/components/shell.tsx";
import type { Section, ShellStudy } from "@/components/shell_entries.ts";
import Keys from "@/islands/Keys.tsx";
import Live from "@/islands/Live.tsx";
import type { Brand } from "@/lib/brand/model.ts";
import { brokenTrails } from "@/lib/db/mod.ts";
import type { State } from "@/lib/http/mod.ts";

/** An organisation that the page may wear: `brand` comes with the page's own query. */
interface Worn {
  id: string;
  name: string;
  brand?: Brand | null;
}

/** Pages that are one form: nobody wants to hear of changes while filling it. */
const FORMS = new Set<Section>(["import", "intake", "settings"]);
/** Pages that show changes by themselves. */
const FOLLOWING = new Set<Section>(["plan", "diagrams"]);

interface FrameProps {
  state: State;
  url: URL;
  section: Section;
  /** Name of the page, last in the breadcrumb. */
  label: string;
  study?: ShellStudy | null;
  /** The page that this one is below, between the study and its own name in the breadcrumb. */
  above?: { href: string; label: string };
  /** Its name, or the organisation with its looks. */
  organization?: string | Worn | null;
  /** Islands of this page. */
  islands?: ComponentChildren;
  modal?: ComponentChildren;
  children: ComponentChildren;
}

export function Frame(props: FrameProps) {
  const { state, url, section, label, study, organization, islands, modal, children } = props;
  const { above } = props;
  const { name = "", email = "" } = state.session?.user ?? {};
  const worn = typeof organization === "string" ? { name: organization } : organization;
  const looks = worn && "id" in worn && worn.brand ? { ...worn.brand, id: worn.id } : null;
  return (
    <>
      <Head>
        <title>{[label, study?.name, "ClinOps"].filter(Boolean).join(" · ")}</title>
        {looks?.colour && (
          <link
            key="brand"
            rel="stylesheet"
            href={`/organizations/${looks.id}/brand.css?v=${looks.version}`}
          />
        )}
      </Head>
      <Shell
        user={{ name, email }}
        here={url.pathname + url.search}
        section={section}
        study={study}
        organization={worn?.name}
        logo={looks?.logo ? `/api/organizations/${looks.id}/logo?v=${looks.version}` : null}
        crumbs={crumbs(label, section, study, worn, above)}
        modal={modal}
        live={study && state.session && !FORMS.has(section) && !FOLLOWING.has(section) && (
          <Live project={study.id} me={state.session.user.id} />
        )}
        alert={!url.pathname.endsWith("/activity") && broken(study?.id)}
        extras={
          <>
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

/** A broken trail is said over every page; where it is read, by the page itself. */
function broken(projectId?: string) {
  return brokenTrails().map(({ organizationId, organization, entry, checkedAt }) => (
    <TrailBand
      key={organizationId}
      entry={entry}
      checkedAt={checkedAt}
      of={{
        name: organization,
        href: projectId
          ? `/projects/${projectId}/activity`
          : `/organizations/${organizationId}/activity`,
      }}
    />
  ));
}

function crumbs(
  label: string,
  section: Section,
  study?: ShellStudy | null,
  home?: { name: string; id?: string } | null,
  above?: { href: string; label: string },
): ShellProps["crumbs"] {
  if (section === "projects") return [{ label }];
  const portfolio = { href: "/projects", label: "Portfolio" };
  if (!study) {
    const above = section === "organization" && home?.id && home.name !== label
      ? [{ href: `/organizations/${home.id}`, label: home.name }]
      : [];
    const account = { href: "/account", label: "Your account" };
    const part = section === "account" && label !== account.label ? [account] : [];
    return [portfolio, ...above, ...part, { label }];
  }
  const top = { href: `/projects/${study.id}`, label: study.name };
  if (section === "home") return [portfolio, { label: study.name }];
  return [portfolio, top, ...(above ? [above] : []), { label }];
}
