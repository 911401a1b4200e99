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

/** The monitor's timer fires this often; what it measures includes the wait itself. */
const resolutionMs = 10;

if (isMainThread && process.send) {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  process.on("message", (wish) => {
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
  });
  process.once("disconnect", () => process.exit());
  process.channel?.unref();
}
