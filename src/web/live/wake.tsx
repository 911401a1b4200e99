import { hydrate, type VNode } from "preact";
import type { PageData } from "../../http/pages.ts";
import { PageProvider, type ClientFrame } from "../page-context.tsx";
import type { Words } from "../words/en.ts";

type DataOf<Name extends PageData["page"]> = Extract<PageData, { readonly page: Name }>;

interface ClientData<Name extends PageData["page"]> {
  readonly frame: ClientFrame;
  readonly data: DataOf<Name>;
  readonly words: Words;
}

/** Wakes the page that the server has rendered: hydrates it with the same data. The name is for the types. */
export const wake = <Name extends PageData["page"]>(_: Name, page: (data: DataOf<Name>) => VNode): void => {
  const root = document.getElementById("page");
  const text = document.getElementById("page-data")?.textContent;
  if (!root || !text) return;
  const { frame, data, words } = clientDataOf<Name>(text);
  hydrate(
    <PageProvider frame={frame} words={words}>
      {page(data)}
    </PageProvider>,
    root,
  );
  document.documentElement.dataset["awake"] = "";
};

/** document.tsx wrote the text from values of these types, into a page whose script belongs to its name. */
const clientDataOf = <Name extends PageData["page"]>(text: string): ClientData<Name> =>
  JSON.parse(text) as ClientData<Name>;
