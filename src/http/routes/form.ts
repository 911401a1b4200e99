import type { Context } from "hono";
import { HttpProblem } from "../problem.ts";
import type { SiteEnv } from "../site.ts";

type FieldName = "user" | "password" | "repeat" | "next" | "token";
const maxLength = 1000;

/** The text fields of a posted form; one that is absent or beyond 1000 characters is left out. */
export const formFields = async (
  context: Context<SiteEnv>,
): Promise<Readonly<Partial<Record<FieldName, string>>>> => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(context.req.header("content-type") ?? ""))
    throw new HttpProblem(415, "a form is expected");
  const fields = new URLSearchParams(await context.req.text());
  const field = (name: FieldName): string | undefined => {
    const text = fields.get(name);
    return text !== null && text.length <= maxLength ? text : undefined;
  };
  return {
    user: field("user")?.trim(),
    password: field("password"),
    repeat: field("repeat"),
    next: field("next"),
    token: field("token")?.trim(),
  };
};
