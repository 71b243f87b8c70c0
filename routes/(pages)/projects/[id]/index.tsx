import { page } from "fresh";
import { StudyHome } from "@/components/study/home.tsx";
import ProofDrawer from "@/islands/ProofDrawer.tsx";
import { define, unwrap } from "@/lib/http/mod.ts";
import { readProjectPage } from "@/lib/projects/service.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const id = projectId(ctx);
    const study = unwrap(await readProjectPage(caller(ctx), { id }));
    const { proof, all } = query(ctx.url, "proof", "all");
    return page({ study, proof: proof || null, all: all === "1", asOf: new Date().toISOString() });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="home"
    label="Home"
    study={data.study.project}
    organization={data.study.organization}
    islands={<ProofDrawer />}
  >
    <StudyHome page={data.study} asOf={data.asOf} proof={data.proof} all={data.all} />
  </Frame>
));
