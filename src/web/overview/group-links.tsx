import type { Overview } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { GroupLine } from "./check-group.tsx";

/** The groups of a large installation: each leads to its checks, a page at a time. */
export const GroupLinks = ({ groups }: { readonly groups: Overview["groups"] }) => {
  const { words, frame } = usePage();
  return groups.map(({ name = "", looks }) => (
    <a key={name} class="group" href={`${frame.base}/checks?group=${encodeURIComponent(name)}`}>
      <GroupLine name={name || words.overview.otherGroup} counts={looks} />
    </a>
  ));
};
