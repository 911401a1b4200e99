import type { PageData } from "../../http/pages.ts";
import { usePage } from "../page-context.tsx";
import { Field, FormError } from "./form-parts.tsx";

type SetUpData = Extract<PageData, { readonly page: "set-up" }>;

/** Makes the first account; the token proves that whoever asks can read what Hinomi printed. */
export const SetUpPage = ({ error, token }: Omit<SetUpData, "page">) => {
  const { words, frame } = usePage();
  const { setUp } = words;
  return (
    <form class="account" method="post" action={`${frame.base}/set-up`}>
      <h1>{setUp.title}</h1>
      {error && <FormError text={setUp.errors[error]} />}
      <Field label={setUp.token} name="token" autocomplete="off" hint={setUp.hint} value={token} />
      <Field label={setUp.user} name="user" autocomplete="username" />
      <Field
        label={setUp.password}
        name="password"
        isPassword
        autocomplete="new-password"
        hint={setUp.passwordHint}
      />
      <Field label={setUp.repeat} name="repeat" isPassword autocomplete="new-password" />
      <button type="submit" class="primary">
        {setUp.submit}
      </button>
    </form>
  );
};
