import { asset } from "fresh/runtime";
import { define } from "@/lib/http/mod.ts";

/** The document around every page. The theme is set on the server, so that nothing flashes. */
export default define.page(({ Component, state }) => (
  <html lang="en" data-theme={state.theme ?? undefined}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>ClinOps</title>
      <link rel="stylesheet" href={asset("/app.css")} />
      <link rel="icon" href={asset("/favicon.svg")} />
    </head>
    <body>
      <Component />
    </body>
  </html>
));
