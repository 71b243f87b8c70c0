import { Head } from "fresh/runtime";
import { ErrorPage } from "@/components/error_page.tsx";
import { messageWords } from "@/components/message.tsx";
import { define, toProblem } from "@/lib/http/mod.ts";

/** What failed before or behind the error boundary; the details stay in the log. */
export default define.page(({ error, state }) => {
  const { status } = toProblem(error);
  return (
    <>
      <Head>
        <title>{`${messageWords(status).title} · ClinOps`}</title>
      </Head>
      <ErrorPage
        status={status}
        requestId={state.requestId}
        signedIn={Boolean(state.session)}
        here="/projects"
      />
    </>
  );
});
