import { page } from "fresh";
import { DiagramsView } from "@/components/diagrams/view.tsx";
import Diagrams from "@/islands/Diagrams.tsx";
import { MERMAID_PATH } from "@/lib/diagrams/script.ts";
import { readDiagramsPage } from "@/lib/diagrams/service.ts";
import { define, unwrap } from "@/lib/http/mod.ts";
import { caller, projectId, query } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const study = unwrap(await readDiagramsPage(caller(ctx), projectId(ctx)));
    return page({ study, proof: query(ctx.url, "proof").proof });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { project, organization, diagrams } = data.study;
  return (
    <Frame
      state={state}
      url={url}
      section="diagrams"
      label="Diagrams"
      study={project}
      organization={organization}
      islands={<Diagrams project={project.id} script={MERMAID_PATH} />}
    >
      <DiagramsView
        projectId={project.id}
        diagrams={diagrams}
        proof={data.proof}
        theme={state.theme}
      />
    </Frame>
  );
});
