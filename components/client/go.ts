/** After `g`: the section whose address in the sidebar ends so. Loaded when somebody presses it. */
const GO: Record<string, string> = {
  p: "/plan",
  s: "/sites",
  e: "/enrollment",
  r: "/import",
  a: "/assistant",
  t: "/activity",
  o: "/projects",
};

export function go(key: string): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".side .nav a")];
  const end = GO[key];
  if (key === "h") links[0]?.click();
  else if (end) links.find((link) => link.pathname.endsWith(end))?.click();
}
