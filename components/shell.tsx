/** The frame of every signed-in page: skip link, sidebar, top bar, main, bottom bar. */
import type { ComponentChildren } from "preact";
import { formatNumber } from "./format.ts";
import { Icon, Mark } from "./icons.tsx";
import { Who } from "./marks.tsx";
import { type Entry, LIST, type Section, type ShellStudy, studyEntries } from "./shell_entries.ts";
import { kindWords } from "./words.ts";

export interface ShellProps {
  user: { name: string; email: string };
  /** Path and query of the page, to come back to after switching the theme. */
  here: string;
  section: Section;
  study?: ShellStudy | null;
  /** Under the product's name where no study is open. */
  organization?: string | null;
  /** Address of the organisation's logo, in place of the product's mark. */
  logo?: string | null;
  crumbs: { href?: string; label: string }[];
  /** What is going on in the study: changes, and who else is here. */
  live?: ComponentChildren;
  /** Said before anything else on the page. */
  alert?: ComponentChildren;
  /** Islands that belong to the frame (the palette). */
  extras?: ComponentChildren;
  /** A dialog over the page; everything behind it is inert. */
  modal?: ComponentChildren;
  children: ComponentChildren;
}

export function Shell(props: ShellProps) {
  const { user, here, section, study, organization, crumbs, extras, modal, children } = props;
  const { logo, live, alert } = props;
  const entries = study ? studyEntries(study) : [];
  return (
    <>
      <a class="skip" href="#main">Skip to content</a>
      <div class="shell" inert={Boolean(modal)}>
        <nav class="side" id="side" aria-label="Main" popover="auto">
          <a class="brand" href="/projects" aria-current="false">
            {logo
              ? <img class="logo" src={logo} alt={organization ?? ""} data-fresh-disable-lock />
              : (
                <>
                  <Mark />ClinOps
                </>
              )}
          </a>
          <Switch study={study} organization={organization} />
          <div class="nav">
            {entries.map((entry) => navLink(entry, props))}
            {study && <h2>{organization ?? "All studies"}</h2>}
            {LIST.map((entry) => navLink(entry, props))}
          </div>
          <div class="me">
            <Who hand="human" name={user.name || user.email} />
            <a href="/account" aria-current={section === "account" ? "page" : "false"}>
              {user.name || user.email}
              <small>Your account</small>
            </a>
            <SignOut />
          </div>
        </nav>
        <div>
          <header class="top">
            <div class="contents md:hidden">
              <Switch study={study} organization={organization} />
            </div>
            <nav class="crumbs" aria-label="Breadcrumb">
              <ol>
                {crumbs.map((crumb) => (
                  <li>
                    {crumb.href
                      ? <a href={crumb.href} aria-current="false">{crumb.label}</a>
                      : <span aria-current="page">{crumb.label}</span>}
                  </li>
                ))}
              </ol>
            </nav>
            <form class="find" action="/projects" role="search">
              <Icon name="search" />
              <input
                type="search"
                name="q"
                aria-label="Find a study"
                placeholder="Find a study"
                autocomplete="off"
                data-palette
              />
              <kbd aria-hidden="true">Ctrl K</kbd>
            </form>
            {live}
            <ThemeButton here={here} />
          </header>
          <main class="page" id="main" tabIndex={-1}>{alert}{children}</main>
        </div>
      </div>
      <BottomBar {...props} />
      {modal}
      {extras}
    </>
  );
}

/** What the bottom bar of a study has. */
const FIRST = new Set<Section>(["home", "plan", "sites", "assistant"]);

/**
 * On a phone: four sections, and the sidebar behind one more button. A popover closes by itself when
 * somebody taps beside it or presses Escape, without a script.
 */
function BottomBar(props: ShellProps) {
  const { study, section, modal } = props;
  const entries = study ? studyEntries(study).filter((entry) => FIRST.has(entry.section)) : LIST;
  return (
    <nav class="botnav" aria-label="Sections" inert={Boolean(modal)}>
      {entries.map((entry) => navLink(entry, props, true))}
      <button
        type="button"
        popovertarget="side"
        class={entries.some((entry) => entry.section === section) ? undefined : "here"}
      >
        <Icon name="menu" />More
      </button>
    </nav>
  );
}

/**
 * A function, not a component: keyed components leave their keys in the page. A section above the
 * page's own is not where the reader is, so it is not marked.
 */
function navLink({ section, href, icon, label, count }: Entry, shell: ShellProps, short = false) {
  const above = shell.here.startsWith(href) ? "false" : undefined;
  return (
    <a href={href} aria-current={section === shell.section ? "page" : above}>
      <Icon name={icon} />
      {label}
      {!short && count ? <span class="n">{formatNumber(count)}</span> : null}
    </a>
  );
}

function Switch({ study, organization }: Pick<ShellProps, "study" | "organization">) {
  const below = study
    ? [kindWords(study), study.conditions[0]].filter(Boolean).join(" · ")
    : organization ?? "Portfolio";
  return (
    <a class="switch" href="/projects" aria-current="false" data-palette>
      <span>
        <span class="vh">Switch study, now</span>
        <b>{study?.name ?? "All studies"}</b>
        <small>{below}</small>
      </span>
      <Icon name="updown" />
    </a>
  );
}

function SignOut() {
  return (
    <form method="post" action="/logout">
      <button type="submit" class="icon-btn" title="Sign out">
        <Icon name="out" />
      </button>
    </form>
  );
}

const THEMES = [
  ["dark", "Switch to dark"],
  ["light", "Switch to light"],
  ["system", "Follow the system"],
] as const;

/**
 * Three buttons, of which CSS shows the one that changes something: away from the system's theme,
 * or back to it. No script, no flash.
 */
export function ThemeButton({ here }: { here: string }) {
  return (
    <form class="theme" method="post" action="/theme">
      <input type="hidden" name="next" value={here} />
      {THEMES.map(([value, label]) => (
        <button
          type="submit"
          class={`icon-btn to-${value}`}
          name="theme"
          value={value}
          title={label}
        >
          <Icon name="theme" />
        </button>
      ))}
    </form>
  );
}

interface PageHeadProps {
  title: string;
  sub?: ComponentChildren;
  facts?: ComponentChildren;
  acts?: ComponentChildren;
}

/** Title, one sentence, facts in a line, and at the right what can be done. */
export function PageHead({ title, sub, facts, acts }: PageHeadProps) {
  return (
    <div class="page-h">
      <div>
        <h1>{title}</h1>
        {sub && <p class="sub">{sub}</p>}
        {facts && <p class="facts">{facts}</p>}
      </div>
      {acts && <div class="acts">{acts}</div>}
    </div>
  );
}
