// usage: walk.ts <outdir> <looks comma> [filter regex]
import { chromium } from "playwright-core";
import axe from "axe-core";
const O = "http://127.0.0.1:8471";
const pass = /password (\S+)/.exec(await Deno.readTextFile("/tmp/looks/app.log"))![1];
const [out = "/tmp/looks/shots", which = "1440-light,1440-dark,390-light,390-dark", filter = "."] = Deno.args;
await Deno.mkdir(out, { recursive: true });
const re = new RegExp(filter);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless","--no-sandbox","--disable-gpu","--disable-quic","--disable-background-networking"] });
const statePath = "/tmp/looks/state.json";
async function login() {
  const c = await browser.newContext(); const p = await c.newPage();
  await p.goto(O + "/login"); await p.fill("#email", "ada.rennick@northfold.example"); await p.fill("#password", pass!);
  await p.click("button.primary"); await p.waitForURL(/projects/);
  await c.storageState({ path: statePath });
  const list = await (await c.request.get(O + "/api/projects?limit=20")).json();
  const org = await p.evaluate(() => [...document.querySelectorAll("a")].map(a => a.getAttribute("href")).find(h => h?.startsWith("/organizations/")));
  const pages: [string, string][] = [["portfolio", "/projects"], ["portfolio-none", "/projects?q=zzzz"], ["new", "/projects/new"], ["new-intake", "/projects/new?way=intake"], ["new-hand", "/projects/new?way=hand"], ["organizations", "/organizations"], ["account", "/account"], ["account-2fa", "/account/second-factor"], ["account-delete", "/account/delete"], ["404-in", "/projects/nope"], ["404-page", "/nothing-here"]];
  const orgs = await (await c.request.get(O + "/organizations", {maxRedirects: 5})).text();
  const orgId = (org ?? orgs).match(/organizations\/([0-9a-f-]{36})/)?.[1];
  if (orgId) pages.push(["org", `/organizations/${orgId}`], ["org-members", `/organizations/${orgId}/members`], ["org-activity", `/organizations/${orgId}/activity`], ["org-activity-verify", `/organizations/${orgId}/activity?verify=1`]);
  for (const pr of list.projects) {
    const s = pr.name.split(/[ -]/)[0].toLowerCase(); const b = `/projects/${pr.id}`;
    for (const [n, u] of [["home", ""], ["plan", "/plan"], ["plan-board", "/plan?view=board"], ["plan-list", "/plan?view=list"], ["sites", "/sites"], ["enrollment", "/enrollment"], ["diagrams", "/diagrams"], ["intake", "/intake"], ["intake-q", "/intake?q=endpoints"], ["import", "/import"], ["activity", "/activity"], ["members", "/members"], ["settings", "/settings"], ["csv", "/csv"]]) pages.push([`${s}-${n}`, b + u]);
    const plan = await (await c.request.get(`${O}/api${b}/plan`)).json();
    if (plan.tasks?.[2]) pages.push([`${s}-plan-item`, `${b}/plan?item=${plan.tasks[2].id}`]);
    const sites = await (await c.request.get(`${O}/api${b}/sites`)).json();
    const items = sites.items ?? sites.sites ?? [];
    if (items[0]) pages.push([`${s}-dossier`, `${b}/sites/${items[0].id}`]);
    if (items[3]) pages.push([`${s}-dossier2`, `${b}/sites/${items[3].id}`]);
    // links that the main pages offer with a query of their own
    for (const [n, u] of [["home", ""], ["plan", "/plan"], ["sites", "/sites"], ["enrollment", "/enrollment"], ["diagrams", "/diagrams"], ["csv", "/csv"], ["import", "/import"]]) {
      await p.goto(O + b + u);
      const hrefs = await p.evaluate((u) => [...new Set([...document.querySelectorAll("main a[href]")].map((a) => a.getAttribute("href")!).filter((h) => h.includes("?") && !h.includes("q=") && !h.startsWith("http") && !h.includes("/api/") && !h.endsWith(".csv")).map(h => new URL(h, location.href).pathname + new URL(h, location.href).search))], u);
      const seen = new Set<string>();
      for (const h of hrefs) {
        const q = new URL(h, O).searchParams; const key = u + [...q.entries()].map(([k, v]) => k === "view" || k === "show" || k === "act" || k === "open" || k==="panel" ? k + v : k).join("&");
        if (seen.has(key) || seen.size > 7) continue; seen.add(key);
        pages.push([`${s}-${n}~${key.replace(/[^a-z]/gi, "_").slice(0, 40)}`, h]);
      }
    }
  }
  const kept = pages.filter(([n]) => !/^(vesper|pelago)/.test(n) || !n.includes("~") );
  await Deno.writeTextFile("/tmp/looks/pages.json", JSON.stringify(kept, null, 1));
  await c.close();
}
try { await Deno.stat("/tmp/looks/pages.json"); await Deno.stat(statePath) } catch { await login(); }
const signedIn: [string, string][] = JSON.parse(await Deno.readTextFile("/tmp/looks/pages.json"));
const out0: [string, string][] = [["out-root", "/"], ["out-login", "/login"], ["out-signup", "/signup"], ["out-forgot", "/forgot"], ["out-reset", "/reset"], ["out-confirm", "/confirm"], ["out-404", "/nowhere"], ["out-invitation", "/invitation"]];
const report: string[] = [];
for (const look of which.split(",")) {
  const [w, scheme] = look.split("-");
  const phone = w === "390";
  for (const [state, pages] of [[undefined, out0], [statePath, signedIn]] as const) {
    const c = await browser.newContext({ storageState: state, viewport: { width: +w!, height: phone ? 844 : 900 }, colorScheme: scheme as "light", hasTouch: phone, reducedMotion: "reduce" });
    const p = await c.newPage();
    const faults: string[] = [];
    p.on("pageerror", (e) => faults.push("pageerror " + e.message)); p.on("console", (m) => { if (m.type() === "error") faults.push("console " + m.text()); });
    for (const [name, url] of pages) {
      if (!re.test(name)) continue;
      try {
      const r = await p.goto(O + url, { waitUntil: "load" });
      const found: string[] = [];
      if (r!.status() !== 200) found.push("status " + r!.status());
      await p.waitForTimeout(name.includes("diagrams") ? 1500 : 60);
      await p.evaluate(axe.source);
      found.push(...await p.evaluate(async () => {
        const a = (globalThis as any).axe;
        const { violations } = await a.run(document, { runOnly: { type: "tag", values: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"] }, rules: { "target-size": { enabled: true } } });
        return violations.flatMap((v: any) => v.nodes.slice(0, 4).map((n: any) => `${v.id} (${v.nodes.length}): ${n.target.join(" ")} :: ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message?.slice(0, 120)}`));
      }));
      found.push(...await p.evaluate(() => {
        const d = document.documentElement, out: string[] = [];
        if (d.scrollWidth > d.clientWidth) out.push(`SIDEWAYS ${d.scrollWidth}>${d.clientWidth}`);
        const desc = (e: Element) => `${e.tagName.toLowerCase()}.${(e.getAttribute("class") ?? "").replace(/ /g, ".")} "${(e.textContent ?? "").trim().slice(0, 40)}"`;
        for (const e of document.querySelectorAll<HTMLElement>("main *, .top *, .side *, .botnav *, .inner *")) {
          const s = getComputedStyle(e); 
          if (s.display === "none" || s.visibility === "hidden" || s.clipPath !== "none") continue;
          const r = e.getBoundingClientRect(); if (!r.width || !r.height) continue;
          if (e.closest("svg") && e.tagName !== "svg") continue;
          const cut = (s.overflowX === "hidden" || s.overflowX === "clip") && e.scrollWidth > e.clientWidth + 1;
          if (cut && e.textContent?.trim() && !e.closest(".switch, .crumbs, .me")) out.push(`CUT ${desc(e)} ${e.scrollWidth}>${e.clientWidth}`);
          // beyond the viewport
          if (r.right > d.clientWidth + 1 && !e.closest("details:not([open])") && !e.closest(".scroll, [class*=scroll]") ) { let q: HTMLElement | null = e, ok = false; while ((q = q.parentElement)) { const o = getComputedStyle(q).overflowX; if (o !== "visible") { ok = true; break; } } if (!ok) out.push(`BEYOND ${desc(e)} ${Math.round(r.right)}`); }
        }
        // texts over each other
        const boxes: [DOMRect, Element][] = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const t = walker.currentNode as Text; const e = t.parentElement!;
          if (!t.data.trim() || e.closest("dialog:not([open]), [popover]:not(:popover-open), .vh, option, select, .botnav, .top, .skip, noscript, script, style, title")) continue;
          const s = getComputedStyle(e); if (s.visibility === "hidden" || +s.opacity === 0) continue;
          let hid = false; for (let q: Element | null = e; q; q = q.parentElement) { if (getComputedStyle(q).clipPath !== "none" || getComputedStyle(q).display==="none") hid = true; } if (hid) continue;
          const g = document.createRange(); g.selectNodeContents(t);
          for (const r of g.getClientRects()) if (r.width > 2 && r.height > 2) boxes.push([r, e]);
        }
        let n = 0;
        boxes.sort((a, b) => a[0].top - b[0].top);
        for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length && boxes[j]![0].top < boxes[i]![0].bottom; j++) {
          const [a, ea] = boxes[i]!, [b, eb] = boxes[j]!;
          const ox = Math.min(a.right, b.right) - Math.max(a.left, b.left), oy = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (ox > 3 && oy > 5 && ea !== eb && ea.closest("dialog,.veil,.drawer,aside,.panel") === eb.closest("dialog,.veil,.drawer,aside,.panel") && !ea.closest(".entry, details:not([open]), select, .filters") && !eb.closest(".entry, details:not([open]), select, .filters") && n++ < 6) out.push(`OVERLAP ${desc(ea)} / ${desc(eb)}`);
        }
        return [...new Set(out)].slice(0, 14);
      }));
      found.push(...faults.splice(0));
      await p.screenshot({ path: `${out}/${name}.${look}.png`, fullPage: true }).catch(() => found.push("no shot"));
      for (const f of found) report.push(`${look} ${name}: ${f}`);
      } catch (e) { report.push(`${look} ${name}: FAILED ${(e as Error).message.slice(0, 200)}`); }
    }
    await c.close();
  }
}
await Deno.writeTextFile(`${out}/report.txt`, report.join("\n"));
console.log(report.length, "findings");
await browser.close();
