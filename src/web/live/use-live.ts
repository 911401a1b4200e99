import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Tick } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { createFollower, type Link } from "./follow.ts";

const clockEveryMs = 10_000;

/**
 * Keeps a page live while it is seen: follows the stream, closes it when hidden, and on return fetches the snapshot
 * before it reopens, because a phone kills hidden streams without a word. Also moves the page's clock.
 */
export const useLive = (handlers: {
  readonly refresh: () => Promise<void>;
  readonly onTick: (tick: Tick) => void;
  /** The one check to be told of. */
  readonly check?: string;
}): ReadonlySignal<Link> => {
  const { api, now, frame } = usePage();
  const link = useSignal<Link>("live");
  useEffect(() => {
    const skewMs = frame.now - Date.now();
    const follower = createFollower({
      open: (signal) => api.events(signal, handlers.check),
      refresh: handlers.refresh,
      onEvent: ({ event, data }) => event === "tick" && handlers.onTick(tickOf(data)),
      onLink: (next) => {
        link.value = next;
        document.documentElement.dataset["link"] = next;
      },
      later: (delayMs, task) => {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
    });
    const turn = () => (document.hidden ? follower.stop() : follower.start());
    const comeBack = (event: PageTransitionEvent) => event.persisted && turn();
    const clock = setInterval(() => (now.value = Date.now() + skewMs), clockEveryMs);
    document.addEventListener("visibilitychange", turn);
    addEventListener("pagehide", follower.stop);
    addEventListener("pageshow", comeBack);
    turn();
    return () => {
      follower.stop();
      clearInterval(clock);
      document.removeEventListener("visibilitychange", turn);
      removeEventListener("pagehide", follower.stop);
      removeEventListener("pageshow", comeBack);
    };
  }, []);
  return link;
};

/** The server writes each tick by the schema that the type is inferred from. */
const tickOf = (data: string): Tick => JSON.parse(data) as Tick;
