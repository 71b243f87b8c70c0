/**
 * What runs in the frame of a diagram. It draws what its document holds, and what the page around
 * sends: `{type: "diagram", code, title, alt}` replaces what is shown. It tells the page
 * `{type: "diagram-ready"}`, `{type: "diagram-size", height}` (CSS pixels) and
 * `{type: "diagram-failed", message}`. Without Mermaid in its document it asks for it with
 * `{type: "diagram-script"}`, until the page has sent `{type: "diagram-script", source}`.
 * One frame can draw for several: `{type: "diagram-press", codes}` is answered, for each that is
 * new, with `{type: "diagram-pressed", id, svg, message}` (its place, and no svg but a message when
 * it cannot be drawn). A frame that is sent `{type: "diagram-picture", svg, message, alt}` shows
 * it, needs no Mermaid and stops asking for it.
 * The page must check that a message's source is its frame (the frame's origin is "null"), and
 * post to it with the target "*".
 *
 * Plain script, as it goes into the document: it must hold no `</script`.
 */
export const DRAW = String.raw`
"use strict";
(() => {
  // The origin of the document's address; the frame's own is nobody's.
  const home = location.origin;
  const root = document.documentElement;
  const nonce = document.currentScript.nonce;
  const tell = (message) => { if (parent !== window) parent.postMessage(message, home); };
  const dark = root.dataset.theme === "dark" ||
    root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches;
  const paint = dark
    ? { ground: "#171a17", soft: "#222522", line: "#656a65", grey: "#4a4f4a", ink: "#ebedeb",
      text: "#ebedeb", onInk: "#171a17", accent: "#e3a3d0", band: "#1e211e" }
    : { ground: "#ffffff", soft: "#eff1ef", line: "#818681", grey: "#d1d5d1", ink: "#1b1f1b",
      text: "#1b1f1b", onInk: "#ffffff", accent: "#7a2d68", band: "#f5f7f5" };
  const variables = {
    darkMode: dark, background: paint.ground, fontSize: "13px",
    fontFamily: getComputedStyle(document.body).fontFamily,
    primaryColor: paint.soft, primaryTextColor: paint.text, primaryBorderColor: paint.line,
    secondaryColor: paint.band, tertiaryColor: paint.band, tertiaryBorderColor: paint.grey,
    lineColor: paint.line, textColor: paint.text, titleColor: paint.text,
    mainBkg: paint.soft, nodeBorder: paint.line, clusterBkg: paint.ground, clusterBorder: paint.grey,
    edgeLabelBackground: paint.ground, gridColor: paint.grey, todayLineColor: paint.accent,
    vertLineColor: paint.accent, sectionBkgColor: paint.band, sectionBkgColor2: paint.band,
    altSectionBkgColor: paint.ground, taskBkgColor: paint.grey, taskBorderColor: paint.line,
    taskTextColor: paint.text, taskTextDarkColor: paint.text, taskTextOutsideColor: paint.text,
    doneTaskBkgColor: paint.soft, doneTaskBorderColor: paint.line, activeTaskBkgColor: paint.grey,
    activeTaskBorderColor: paint.line, critBkgColor: paint.ink, critBorderColor: paint.ink,
    transitionColor: paint.line, stateBkg: paint.soft, stateLabelColor: paint.text, labelTextColor: paint.text,
    labelColor: paint.text, altBackground: paint.band, compositeBackground: paint.ground, specialStateColor: paint.line,
  };
  // Text on a critical bar stands on ink, and links are never followed.
  const themeCSS =
    ".taskText.critText0,.taskText.critText1,.taskText.critText2,.taskText.critText3" +
    "{fill:" + paint.onInk + " !important} .grid .tick line{stroke:" + paint.grey + "}" +
    " a{pointer-events:none}";
  const settings = {
    startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, maxTextSize: 50000,
    theme: "base", themeVariables: variables, themeCSS,
    // Natural size: what is much too wide is scrolled, not shrunk until nobody can read it.
    flowchart: { useMaxWidth: false, nodeSpacing: 16, rankSpacing: 36, padding: 10 },
    state: { useMaxWidth: false, nodeSpacing: 16, rankSpacing: 28 },
    gantt: { axisFormat: "%b %Y", useMaxWidth: false, leftPadding: 170, titleTopMargin: 5,
      useWidth: Math.max(innerWidth, 680) },
    secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering",
      "maxEdges", "dompurifyConfig", "themeCSS", "fontFamily"],
  };
  let drawn = 0;

  /** Mermaid keeps links in strict mode; here nothing leads out and nothing is fetched. */
  function tame(holder) {
    const svg = holder.querySelector("svg");
    if (svg) svg.style.setProperty("--natural", svg.getAttribute("width") + "px");
    for (const link of holder.querySelectorAll("a")) {
      for (const name of ["href", "xlink:href", "target"]) link.removeAttribute(name);
    }
    for (const image of holder.querySelectorAll("image, img")) {
      const source = image.getAttribute("src") || image.getAttribute("href") || "";
      if (!source.startsWith("data:image/")) image.remove();
    }
    // In the middle of a wide group its name would be out of sight on a phone.
    for (const group of holder.querySelectorAll("g.cluster")) {
      const [box, name] = [group.querySelector("rect"), group.querySelector(".cluster-label")];
      const y = /,\s*(-?[\d.]+)\)/.exec(name && name.getAttribute("transform") || "");
      if (box && y) {
        name.setAttribute("transform", "translate(" + (Number(box.getAttribute("x")) + 10) + "," + y[1] + ")");
      }
    }
  }

  const size = () => tell({ type: "diagram-size", height: Math.ceil(document.body.scrollHeight) });

  async function draw(figure) {
    const part = (name) => figure.querySelector("." + name);
    const [holder, words, problem] = [part("drawing"), part("words"), part("problem")];
    holder.hidden = false;
    try {
      const { svg } = await mermaid.render("drawing-" + ++drawn, part("code").content.textContent);
      holder.innerHTML = svg;
      tame(holder);
      words.hidden = true;
      problem.hidden = true;
    } catch (error) {
      holder.hidden = true;
      words.hidden = false;
      problem.hidden = false;
      problem.textContent = "Cannot draw this diagram: " + (error && error.message || error);
      tell({ type: "diagram-failed", message: String(error && error.message || error) });
    }
    size();
  }

  function show({ code, title, alt }) {
    const figure = document.getElementById("blank").content.firstElementChild.cloneNode(true);
    figure.querySelector("figcaption").textContent = String(title || "");
    figure.querySelector(".words").textContent = String(alt || "");
    figure.querySelector(".drawing").setAttribute("aria-label", String(alt || title || "Diagram"));
    figure.querySelector(".code").content.textContent = String(code);
    document.querySelector("main").replaceChildren(figure);
    return draw(figure);
  }

  /** Draws the sources that are not those of last time, for other frames. */
  let pressed = [];
  async function press({ codes }) {
    for (const [id, code] of codes.entries()) {
      if (pressed[id] === code) continue;
      try {
        const { svg } = await mermaid.render("drawing-" + ++drawn, String(code));
        tell({ type: "diagram-pressed", id, svg });
      } catch (error) {
        tell({ type: "diagram-pressed", id, svg: null, message: String(error && error.message || error) });
      }
    }
    pressed = codes;
  }

  /** What another frame drew, or why it could not. The page has a heading for it already. */
  function picture({ svg, alt, message }) {
    const figure = document.getElementById("blank").content.firstElementChild.cloneNode(true);
    const part = (name) => figure.querySelector("." + name);
    const holder = part("drawing");
    figure.querySelector("figcaption").remove();
    part("words").textContent = String(alt || "");
    holder.setAttribute("aria-label", String(alt || "Diagram"));
    const there = typeof svg === "string";
    if (there) {
      holder.innerHTML = svg;
      tame(holder);
    } else part("problem").textContent = "Cannot draw this diagram: " + message;
    holder.hidden = !there;
    part("words").hidden = there;
    part("problem").hidden = there;
    document.querySelector("main").replaceChildren(figure);
    watch();
    size();
  }

  let watched = false;
  function watch() {
    if (!watched) new ResizeObserver(size).observe(document.body);
    watched = true;
  }

  let queue = Promise.resolve();
  const soon = (work) => { queue = queue.then(work, work); };
  let started = false;
  let pictured = false;
  const waiting = [];
  const whenStarted = (work) => started ? soon(work) : waiting.push(work);

  function start() {
    started = true;
    mermaid.initialize(settings);
    for (const figure of document.querySelectorAll("main > figure")) soon(() => draw(figure));
    for (const work of waiting.splice(0)) soon(work);
    watch();
    tell({ type: "diagram-ready" });
  }

  /** Mermaid's text runs as a script of this document: it carries the nonce of this one. */
  function run(source) {
    const script = document.createElement("script");
    script.nonce = nonce;
    script.textContent = source;
    document.head.append(script);
    if (typeof mermaid !== "undefined") start();
    else tell({ type: "diagram-failed", message: "Mermaid could not be loaded" });
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || origin !== home || !data) return;
    if (data.type === "diagram" && typeof data.code === "string") whenStarted(() => show(data));
    if (data.type === "diagram-press" && Array.isArray(data.codes)) whenStarted(() => press(data));
    if (data.type === "diagram-picture") {
      pictured = true;
      picture(data);
    }
    if (data.type === "diagram-script" && typeof data.source === "string" && !started) {
      run(data.source);
    }
  });
  if (typeof mermaid !== "undefined") start();
  else {
    const ask = () => { if (!started && !pictured) { tell({ type: "diagram-script" }); setTimeout(ask, 500); } };
    ask();
  }
})();
`;
