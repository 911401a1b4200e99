import type { PageData } from "../../http/pages.ts";
import { usePage } from "../page-context.tsx";
import { Field, FormError } from "./form-parts.tsx";

type SignInData = Extract<PageData, { readonly page: "sign-in" }>;

/** A plain form: works without JavaScript and with every password manager. */
export const SignInPage = ({ error, next }: Omit<SignInData, "page">) => {
  const { words, frame } = usePage();
  return (
    <form class="account" method="post" action={`${frame.base}/sign-in`}>
      <h1>{words.signIn.title}</h1>
      {error && <FormError text={words.signIn[error]} />}
      <input type="hidden" name="next" value={next} />
      <Field label={words.signIn.user} name="user" autocomplete="username" />
      <Field label={words.signIn.password} name="password" isPassword autocomplete="current-password" />
      <button type="submit" class="primary">
        {words.signIn.submit}
      </button>
    </form>
  );
};
