import type { PageData } from "../../http/pages.ts";
import { usePage } from "../page-context.tsx";
import { Links } from "./links.tsx";
import { Tokens } from "./tokens.tsx";
import { fill } from "../text/fill.ts";

type SettingsData = Extract<PageData, { readonly page: "settings" }>;

/** API tokens, public links and the session. */
export const SettingsPage = ({ tokens, links, widgets }: Omit<SettingsData, "page">) => {
  const { words, frame } = usePage();
  return (
    <>
      <header class="headline plain">
        <h1>{words.settings.title}</h1>
      </header>
      <Tokens tokens={tokens} />
      <Links links={links} widgets={widgets} />
      <section class="panel" aria-labelledby="session">
        <h2 id="session">{words.settings.session}</h2>
        {frame.user !== undefined && <p>{fill(words.settings.signedInAs, { user: frame.user })}</p>}
        <form method="post" action={`${frame.base}/sign-out`} class="actions">
          <button type="submit">{words.settings.signOut}</button>
        </form>
      </section>
    </>
  );
};
