import type { PageData } from "../../http/pages.ts";
import type { Words } from "./en.ts";

/** What every live page says. */
const shared = [
  "language",
  "intl",
  "units",
  "unitSeparator",
  "looks",
  "overlays",
  "reasons",
  "failed",
  "offline",
] as const;

/** What each page says besides. The browser gets these and no others; the server renders with just them too. */
const sections: Readonly<Record<PageData["page"], readonly (keyof Words)[]>> = {
  overview: ["overview", "link", "uptime", "latency"],
  checks: ["checks", "overview", "uptime", "latency"],
  check: [
    "check",
    "overview",
    "uptime",
    "latency",
    "chart",
    "strip",
    "runs",
    "incidents",
    "incident",
    "judgement",
    "names",
  ],
  incidents: ["incidents", "incident"],
  incident: ["incident", "incidents", "judgement", "notification", "names", "overview"],
  channels: ["channels", "notification", "overview"],
  numbers: ["numbers"],
  settings: ["settings", "links"],
  "sign-in": ["signIn"],
  "set-up": ["setUp"],
  error: ["error"],
};

/**
 * The part of a catalogue that one page needs. Typed as the whole: a page that reads a section not listed for it
 * fails in its first rendering, on the server, where the tests look.
 */
export const wordsFor = (page: PageData["page"], words: Words): Words =>
  Object.fromEntries([...shared, ...sections[page]].map((key) => [key, words[key]])) as unknown as Words;
