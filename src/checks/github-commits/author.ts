import { z } from "zod";
import type { Ledger } from "../../core/ledger.ts";
import type { GitHub, GitHubRefusal } from "../github/github.ts";
import { invalidAnswer, ownerAbsent } from "../github/refusals.ts";
import type { Author } from "./history-query.ts";

const answered = z.object({ user: z.object({ id: z.string() }).nullable() });

type Resolved = { readonly kind: "known"; readonly author?: Author } | GitHubRefusal;

/** Finds what GraphQL calls the author. A login is asked for once. */
export const resolveAuthor = async (
  github: GitHub,
  ledger: Ledger,
  named: string | undefined,
): Promise<Resolved> => {
  if (named === undefined) return { kind: "known" };
  if (named.includes("@")) return { kind: "known", author: { emails: [named] } };
  const key = `author:${named.toLowerCase()}`;
  const known = await ledger.memo(key);
  if (known !== undefined) return { kind: "known", author: { id: known } };
  const query = "query Author($login: String!) { user(login: $login) { id } }";
  const answer = await github.graphql(query, { login: named });
  if (answer.kind === "empty" || answer.kind === "pending") return invalidAnswer(named);
  if (answer.kind !== "found") return answer;
  const { user } = answered.parse(answer.data);
  if (!user) return ownerAbsent(named);
  await ledger.write({ memos: { [key]: user.id } });
  return { kind: "known", author: { id: user.id } };
};
