import type { Run } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { Evidence, Judgements, Readings } from "../findings/findings.tsx";
import { ReasonText } from "../parts/reason.tsx";
import { State } from "../parts/state.tsx";
import { Time } from "../parts/time.tsx";

/** The latest run with everything that it found. */
export const LastRun = ({ run }: { readonly run: Run | undefined }) => {
  const { check } = usePage().words;
  return (
    <section class="panel" aria-labelledby="last-run">
      <h2 id="last-run">{check.lastRun}</h2>
      {run ? <RunFindings run={run} /> : <p class="empty">{check.noRun}</p>}
    </section>
  );
};

const RunFindings = ({ run }: { readonly run: Run }) => (
  <>
    <p class="run-line">
      <State look={run.status} /> <Time at={run.startedAt} as="second" />{" "}
      <span class="quiet">{run.location}</span>
    </p>
    {run.reason && <ReasonText reason={run.reason} />}
    <Judgements judgements={run.judgements} />
    <Readings readings={run.readings} />
    <Evidence evidence={run.evidence} />
  </>
);
