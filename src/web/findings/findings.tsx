import type { Run } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { subjectName } from "./names.ts";
import { StatusIcon } from "../parts/status-icon.tsx";

/** What was looked at, expected and seen. */
export const Judgements = ({ judgements }: { readonly judgements: Run["judgements"] }) => {
  const { words } = usePage();
  if (judgements.length === 0) return null;
  return (
    <table class="judgements" aria-label={words.judgement.label}>
      <thead>
        <tr>
          <th scope="col">{words.judgement.subject}</th>
          <th scope="col">{words.judgement.expected}</th>
          <th scope="col">{words.judgement.actual}</th>
        </tr>
      </thead>
      <tbody>
        {judgements.map(({ subject, expected, actual, status }) => (
          <tr key={`${subject} ${expected}`}>
            <th scope="row">
              <StatusIcon look={status} />
              <span class="unseen">{words.looks[status]}: </span>
              {subjectName(subject, words)}
            </th>
            <td>{expected}</td>
            <td>{actual}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The numbers that a run found. */
export const Readings = ({ readings }: { readonly readings: Run["readings"] }) => {
  const { words, format } = usePage();
  if (readings.length === 0) return null;
  return (
    <dl class="readings">
      {readings.map(({ name, value, unit }) => (
        <div key={name}>
          <dt>{subjectName(name, words)}</dt>
          <dd>{format.reading(value, unit)}</dd>
        </div>
      ))}
    </dl>
  );
};

/** What was on the wire, closed until asked for. */
export const Evidence = ({ evidence }: { readonly evidence: Run["evidence"] }) => {
  const { runs } = usePage().words;
  if (!evidence) return null;
  return (
    <details class="evidence">
      <summary>{runs.evidence}</summary>
      {evidence.address !== undefined && (
        <p>
          {runs.address} <code>{evidence.address}</code>
        </p>
      )}
      <pre tabIndex={0}>{evidence.exchange.join("\n")}</pre>
      {evidence.body !== undefined && (
        <>
          <p>{runs.body}</p>
          <pre tabIndex={0}>{evidence.body}</pre>
        </>
      )}
    </details>
  );
};
