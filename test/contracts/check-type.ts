import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { CheckSurroundings, CheckType } from "../../src/core/check-type.ts";
import type { RunContext } from "../../src/core/check.ts";
import type { Ledger } from "../../src/core/ledger.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import { reasonCodes } from "../../src/core/reason.ts";
import { systemClock } from "../../src/engine/system-clock.ts";

type Options = Readonly<Record<string, unknown>>;

export interface CheckTypeContract {
  readonly type: CheckType;
  /** Options of a check that finds everything good. Asked for inside the tests, when servers listen. */
  readonly good: () => Options;
  /** Options whose target never answers. Absent for a passive type: it asks nobody, and waits for nobody. */
  readonly silent?: () => Options;
  /** The ledger of a run with the good options, new for each; no ledger when absent. */
  readonly ledger?: () => Promise<Ledger>;
  /** Options that hold this secret, as far as the type has a place for one, and whose target finds itself down. */
  readonly secret?: {
    readonly value: string;
    readonly options: () => Options;
    readonly ledger?: () => Promise<Ledger>;
  };
  /** By what is wrong with them. */
  readonly bad: Readonly<Record<string, Options>>;
}

const surroundings: CheckSurroundings = {
  env: {},
  readFile: (path) => {
    throw new Error(`${path} does not exist`);
  },
  redact: (text) => text,
};

const play = (type: CheckType, options: Options, run: Partial<RunContext> = {}): Promise<Outcome> =>
  type.prepare(options, surroundings).probe({
    signal: new AbortController().signal,
    timeoutMs: 15_000,
    clock: systemClock,
    ...run,
  });

/** zod is the one schema library in use; whatever `options` is, this fails for a schema without JSON Schema. */
const jsonSchemaOf = (type: CheckType) =>
  z.toJSONSchema(type.options as unknown as z.ZodType, { io: "input" });

/** What every check type promises to the engine, the page and the people who write configurations. */
export const describeCheckType = (name: string, contract: CheckTypeContract): void => {
  const { type, good, silent = () => ({}), secret, bad } = contract;
  const withLedger = async (make = contract.ledger): Promise<Pick<RunContext, "ledger">> =>
    make ? { ledger: await make() } : {};

  describe(`${name}, as every check type`, () => {
    it("is named after its file, and says in one sentence what it does", () => {
      expect(type.type).toBe(name);
      expect(type.summary).toMatch(/^[A-Z].{10,90}[^.]$/);
    });

    it("finds a good target up, with a target text and finite readings under stable names", async () => {
      const { target } = type.prepare(good(), surroundings);
      const outcome = await play(type, good(), await withLedger());
      expect(outcome).toMatchObject({ status: "up" });
      expect(outcome.reason).toBeUndefined();
      expect(outcome.evidence).toBeUndefined();
      expect(target).toMatch(/^\S.*\S$/);
      const names = outcome.readings.map((reading) => reading.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { name, value, unit } of outcome.readings) {
        expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
        expect(value).toSatisfy(Number.isFinite);
        expect(["ms", "s", "bytes", "count", "code", "ratio"]).toContain(unit);
      }
      for (const { expected, actual } of outcome.judgements) {
        expect(expected).not.toBe("");
        expect(actual).not.toBe("");
      }
    });

    it.runIf(contract.silent)("tells a silent target down at its time limit, by a known reason", async () => {
      const outcome = await play(type, silent(), { timeoutMs: 300 });
      expect(outcome.status).toBe("down");
      expect(Object.keys(reasonCodes)).toContain(outcome.reason?.code);
      expect(outcome.reason?.detail).not.toBe("");
    });

    it.runIf(contract.silent)(
      "stops when it is told to in the middle, and says nothing about the target",
      async () => {
        const controller = new AbortController();
        const outcome = play(type, silent(), { signal: controller.signal, trace: () => controller.abort() });
        await expect(outcome).resolves.toMatchObject({
          status: "unknown",
          reason: { code: "run-interrupted" },
        });
      },
    );

    it("does not begin when it is told to stop before", async () => {
      const outcome = play(type, good(), { signal: AbortSignal.abort() });
      await expect(outcome).resolves.toMatchObject({ status: "unknown" });
    });

    it("shows what happens to whoever asks", async () => {
      const lines: string[] = [];
      await play(type, good(), { trace: (line) => lines.push(line) });
      expect(lines.length).toBeGreaterThan(0);
    });

    it("can be run many times", async () => {
      const { probe } = type.prepare(good(), surroundings);
      const run = { signal: new AbortController().signal, timeoutMs: 15_000, clock: systemClock };
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, async () => probe({ ...run, ...(await withLedger()) })),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(["up", "up", "up", "up", "up"]);
    });

    it("refuses an option that it does not know", () => {
      expect(() => type.prepare({ ...good(), surprise: 1 }, surroundings)).toThrow(/surprise/);
    });

    it.each(Object.entries(bad))("refuses options with %s", (_what, options) => {
      expect(() => type.prepare(options, surroundings)).toThrow(/\S/);
    });

    it("describes every option for the JSON Schema", () => {
      const { properties = {} } = jsonSchemaOf(type);
      const description = expect.stringMatching(/^[A-Z]/);
      for (const [option, property] of Object.entries(properties))
        expect({ option, property }).toMatchObject({ option, property: { description } });
    });

    it.runIf(secret)("shows its secret nowhere", async () => {
      const options = secret?.options() ?? {};
      const lines: string[] = [];
      const { target, host } = type.prepare(options, surroundings);
      const before = await withLedger(secret?.ledger);
      const outcome = await play(type, options, { trace: (line) => lines.push(line), ...before });
      expect(outcome.status).toBe("down");
      const everything = JSON.stringify([target, host, outcome, lines]);
      const value = secret?.value ?? "";
      for (const spelling of [value, encodeURIComponent(value), btoa(value), btoa(`user:${value}`)])
        expect(everything).not.toContain(spelling);
    });
  });
};
