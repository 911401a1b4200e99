import { signal, type Signal } from "@preact/signals";
import { createContext, type ComponentChildren } from "preact";
import { useContext, useMemo } from "preact/hooks";
import type { PageFrame } from "../http/pages.ts";
import { createApi, type Api } from "./live/api.ts";
import { createFormat, type Format } from "./text/format.ts";
import type { Words } from "./words/en.ts";

/** What the browser is told about the page; the nonce stays in the document. */
export type ClientFrame = Omit<PageFrame, "nonce">;

export interface PageSurroundings {
  readonly frame: ClientFrame;
  readonly words: Words;
  readonly format: Format;
  readonly api: Api;
  /** The server's time, epoch ms: moves in the browser, stands still on the server. */
  readonly now: Signal<number>;
}

const Surroundings = createContext<PageSurroundings | undefined>(undefined);

export const PageProvider = (props: {
  readonly frame: ClientFrame;
  readonly words: Words;
  readonly children: ComponentChildren;
}) => {
  const { frame, words, children } = props;
  const surroundings = useMemo(
    () => ({
      frame,
      words,
      format: createFormat(words, frame.timezone),
      api: createApi(frame.base),
      now: signal(frame.now),
    }),
    [frame, words],
  );
  return <Surroundings.Provider value={surroundings}>{children}</Surroundings.Provider>;
};

/** @throws {Error} outside a PageProvider, which is a bug */
export const usePage = (): PageSurroundings => {
  const surroundings = useContext(Surroundings);
  if (!surroundings) throw new Error("no page");
  return surroundings;
};
