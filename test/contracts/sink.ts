import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { OpenSink, Sink, SinkPoint, SinkResult, SinkSurroundings } from "../../src/core/sink.ts";
import { createManualClock, type ManualClock } from "../support/manual-clock.ts";
import { createSampleMemory, samplePoint } from "../support/sample-points.ts";

/** What a service can do to a write. */
export type SinkFailure = "limited" | "refused" | "broken" | "lost-answer" | "silent" | "unauthorized";

/** A sink under test with the place that it writes to. */
export interface SinkSubject {
  readonly sink: OpenSink;
  /** Every number there, each as `<series> <time> = <value>`, in any order; one that is there twice stands twice. */
  readonly seen: () => Promise<readonly string[]>;
  /** The next write meets this. */
  readonly fail: (failure: SinkFailure) => void;
  /** Resolves when the service has a request and keeps silent. */
  readonly holding?: () => Promise<unknown>;
  /** Whatever must never turn up in a result. */
  readonly secrets: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface SinkPromises {
  readonly sink: Sink;
  readonly start: (clock: ManualClock) => Promise<SinkSubject>;
  /** What its place can do to it. */
  readonly failures: readonly SinkFailure[];
  /** By what is wrong with them: the name of the option that is complained about comes first. */
  readonly bad: Readonly<Record<string, readonly [option: string, options: object]>>;
}

/** Surroundings without secrets, files or memory. */
export const sinkSurroundings = (change: Partial<SinkSurroundings> = {}): SinkSurroundings => ({
  clock: createManualClock(),
  env: {},
  readFile: (path) => {
    throw new Error(`${path} does not exist`);
  },
  folder: "/",
  redact: (text) => text,
  sinkId: "sheet",
  memory: createSampleMemory(),
  ...change,
});

const names = ["commits", "commits 17", "commits 18", "views"];
const times = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-22T09:00:00Z", "2026-11-22T09:00:00.250Z"];

const anyBatch = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      time: fc.constantFrom(...times),
      value: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })),
    }),
    { minLength: 1, maxLength: 8, selector: ({ name, time }) => `${name} ${time}` },
  )
  .map((found) => found.map(({ name, time, value }) => samplePoint(name, time, value + 0)));

const keyOf = ({ series, when }: SinkPoint): string =>
  `${series.reading}${series.part === "" ? "" : ` ${series.part}`} ${when.kind === "day" ? when.day : new Date(when.at).toISOString().replace(".000Z", "Z")}`;

const expectedKinds: Readonly<Record<SinkFailure, SinkResult["kind"]>> = {
  limited: "wait",
  refused: "refused",
  broken: "failed",
  "lost-answer": "failed",
  silent: "failed",
  unauthorized: "unauthorized",
};

const day = (value: number) => [samplePoint("commits", "2026-11-22", value)];

/** What the engine relies on, whichever the place. Every sink's test calls this. */
export const describeSink = (name: string, promises: SinkPromises): void => {
  describe(`${name}, as every sink`, () => {
    let clock: ManualClock;
    let subject: SinkSubject;
    const write = (points: readonly SinkPoint[], signal = new AbortController().signal) =>
      subject.sink.write(points, signal);

    beforeEach(async () => {
      clock = createManualClock();
      subject = await promises.start(clock);
    });
    afterEach(async () => {
      await subject.sink.close?.();
      await subject.stop();
    });

    it("is named after its file, and says in one sentence where it writes", () => {
      expect(promises.sink.type).toBe(name);
      expect(promises.sink.summary).toMatch(/^[A-Z].{10,90}[^.]$/);
    });

    it("describes each of its options", () => {
      const schema = z.toJSONSchema(promises.sink.options as unknown as z.ZodType, { io: "input" });
      const properties = Object.entries(schema.properties ?? {});
      expect(properties.length).toBeGreaterThan(0);
      for (const [option, found] of properties)
        expect([option, typeof found === "object" && found.description]).toEqual([
          option,
          expect.any(String),
        ]);
    });

    it("takes points of days and of instants", async () => {
      const points = times.map((time, index) => samplePoint("commits", time, index / 2));
      expect(await write(points)).toEqual({ kind: "taken" });
      expect((await subject.seen()).toSorted()).toEqual(
        times.map((time, index) => `commits ${time} = ${index / 2}`).toSorted(),
      );
    });

    it("keeps each key once with its last value, however it is written again", async () => {
      const model = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyBatch, { minLength: 1, maxLength: 4 }),
          fc.boolean(),
          async (batches, again) => {
            for (const batch of again ? [...batches, ...batches] : batches) {
              expect(await write(batch)).toEqual({ kind: "taken" });
              for (const point of batch) model.set(keyOf(point), point.value);
              await clock.advance(60_000);
            }
            const wanted = [...model].map(([key, value]) => `${key} = ${value}`);
            expect((await subject.seen()).toSorted()).toEqual(wanted.toSorted());
          },
        ),
        { numRuns: 10 },
      );
    });

    it("takes nothing, too", async () => {
      expect(await write([])).toEqual({ kind: "taken" });
    });

    it.each(promises.failures.filter((failure) => failure !== "silent"))(
      "says what became of a write that met: %s, and takes it the next time",
      async (failure) => {
        subject.fail(failure);
        const result = await write(day(1));
        expect(result.kind).toBe(expectedKinds[failure]);
        if (result.kind === "refused" || result.kind === "unauthorized")
          expect(result.remedy).toMatch(/\w{3}/);
        await clock.advance(3_600_000);
        expect(await write(day(2))).toEqual({ kind: "taken" });
        expect(await subject.seen()).toEqual(["commits 2026-11-22 = 2"]);
      },
    );

    it.runIf(promises.failures.includes("silent"))(
      "stops waiting at its time limit, and when Hinomi stops",
      async () => {
        subject.fail("silent");
        const pending = write(day(1));
        await subject.holding?.();
        await clock.advance(60_000);
        expect((await pending).kind).toBe("failed");
        expect((await write(day(1), AbortSignal.abort())).kind).toBe("failed");
      },
    );

    it("lets no secret out and keeps its texts short, however a write ends", async () => {
      const results: SinkResult[] = [];
      for (const failure of promises.failures.filter((failure) => failure !== "silent")) {
        subject.fail(failure);
        results.push(await write(day(1)));
        await clock.advance(3_600_000);
        await write(day(1));
      }
      const said = JSON.stringify(results);
      expect(subject.secrets.filter((secret) => said.includes(secret))).toEqual([]);
      for (const result of results)
        if ("detail" in result) expect(result.detail.length).toBeLessThanOrEqual(400);
    });

    it.each(Object.entries(promises.bad))("refuses options: %s", (_, [option, options]) => {
      const { sink } = promises;
      const result = sink.options["~standard"].validate(options);
      if (result instanceof Promise) throw new Error("options schemas must be synchronous");
      const [issue] = result.issues ?? [];
      const [first] = issue?.path ?? [];
      if (issue) expect(String(typeof first === "object" ? first.key : (first ?? option))).toBe(option);
      else expect(() => sink.open(options, sinkSurroundings())).toThrow(option);
    });
  });
};
