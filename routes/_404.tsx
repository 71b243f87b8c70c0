import { Head } from "fresh/runtime";
import { ErrorPage } from "@/components/error_page.tsx";
import { define } from "@/lib/http/mod.ts";

export default define.page(({ state }) => (
  <>
    <Head>
      <title>Not found · ClinOps</title>
    </Head>
    <ErrorPage
      status={404}
      requestId={state.requestId}
      signedIn={Boolean(state.session)}
      here="/projects"
    />
  </>
));
