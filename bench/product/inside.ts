import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded into the server by `node --import`, so that it can be looked into without any code of its own: tells the
 * bench over the child's channel what only the process itself knows. Probe workers load it too and stay silent.
 */

/** What the server's process says of itself. */
export interface Inside {
  /** Since the start of the process, all threads. */
  readonly cpuUs: number;
  readonly rssBytes: number;
  /** How late timers of the main thread were since the last reset, in ms. */
  readonly loopP50: number;
  readonly loopP99: number;
  readonly loopMax: number;
}

/** What the bench may ask for. */
export type Wish =
  | "look"
  | "reset"
  | { readonly profile: "begin" }
  | { readonly profile: "end"; readonly file: string };

/** Only the bench has the other end of the channel. */
const asWish = (message: unknown): Wish => message as Wish;

/** The monitor's timer fires this often; what it measures includes the wait itself. */
const resolutionMs = 20;

const startProfile = async (): Promise<Session> => {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return session;
};

const endProfile = async (session: Session, file: string): Promise<void> => {
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  writeFileSync(file, JSON.stringify(profile));
};

if (isMainThread && process.send) {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  let session: Session | undefined;
  const look = async (wish: Wish): Promise<void> => {
    if (typeof wish === "object" && wish.profile === "begin") session = await startProfile();
    if (typeof wish === "object" && wish.profile === "end" && session) await endProfile(session, wish.file);
    const { user, system } = process.cpuUsage();
    const inside: Inside = {
      cpuUs: user + system,
      rssBytes: process.memoryUsage.rss(),
      loopP50: late(histogram.percentile(50)),
      loopP99: late(histogram.percentile(99)),
      loopMax: late(histogram.max),
    };
    if (wish === "reset") histogram.reset();
    process.send?.(inside);
  };
  process.on("message", (message) => void look(asWish(message)));
  process.once("disconnect", () => process.exit());
  process.channel?.unref();
}
