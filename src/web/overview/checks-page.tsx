import { signal } from "@preact/signals";
import type { CheckSummary } from "../../http/schemas.ts";
import { BackLink } from "../findings/back-link.tsx";
import { usePage } from "../page-context.tsx";
import { CheckRow } from "./check-group.tsx";

/** The checks of one group of a large installation, a page at a time. Not live: reloading shows how they are now. */
export const ChecksPage = (props: {
  readonly group: string;
  readonly checks: readonly CheckSummary[];
  readonly next?: string;
}) => {
  const { words, frame } = usePage();
  const { group, checks, next } = props;
  const query = new URLSearchParams({ group, ...(next !== undefined && { after: next }) });
  return (
    <>
      <BackLink href={`${frame.base}/`} text={words.checks.back} />
      <header class="headline plain">
        <h1>{group || words.overview.otherGroup}</h1>
      </header>
      {checks.length === 0 ? (
        <p class="empty">{words.checks.none}</p>
      ) : (
        <div class="group">
          <ul class="rows">
            {checks.map((check) => (
              <CheckRow key={check.id} check={signal(check)} />
            ))}
          </ul>
        </div>
      )}
      {next !== undefined && (
        <a class="button" href={`${frame.base}/checks?${query.toString()}`}>
          {words.checks.more}
        </a>
      )}
    </>
  );
};
