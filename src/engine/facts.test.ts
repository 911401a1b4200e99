import { expect, test } from "vitest";
import { sampleCheck } from "../../test/support/sample-check.ts";
import type { Incident } from "../core/incident.ts";
import type { Reading } from "../core/outcome.ts";
import type { Distribution, RunStore } from "../core/store.ts";
import { incidentFacts } from "./facts.ts";

const ms = (name: string, value: number): Reading => ({ name, value, unit: "ms" });

const incident = (readings: readonly Reading[]): Incident => ({
  id: "orders.1",
  checkId: "orders",
  severity: "down",
  worst: "down",
  openedAt: 1_000_000_000,
  confirmedAt: 1_000_000_000,
  reason: { code: "latency-exceeded", detail: "2.1 s" },
  judgements: [],
  readings,
  flapping: false,
});

/** Medians of the week before by phase. */
const usual = (medians: Readonly<Record<string, number>>): Pick<RunStore, "distribution"> => ({
  distribution: ({ reading }) => {
    const p50 = medians[reading];
    const found: Distribution | undefined =
      p50 === undefined ? undefined : { count: 9, min: 0, max: 0, mean: 0, p50, p95: 0, p99: 0 };
    return Promise.resolve(found);
  },
});

test("names the phase that took most above its usual", async () => {
  const facts = await incidentFacts({
    incident: incident([ms("dns", 60), ms("tls", 1900), ms("first_byte", 400)]),
    check: sampleCheck({ group: "Shop" }),
    runs: usual({ dns: 5, tls: 80, first_byte: 60 }),
    publicUrl: "https://hinomi.example.com/watch/",
  });
  expect(facts).toMatchObject({
    title: "Orders",
    group: "Shop",
    slowPhase: { phase: "tls", ms: 1900, usualMs: 80 },
    link: "https://hinomi.example.com/watch/incidents/orders.1",
  });
});

test("names none when nothing is notably slower, nothing is known, or the store cannot say", async () => {
  const readings = [ms("tls", 90), ms("first_byte", 500)];
  const facts = (runs: Pick<RunStore, "distribution">) =>
    incidentFacts({ incident: incident(readings), check: sampleCheck(), runs });
  expect((await facts(usual({ tls: 80, first_byte: 400 }))).slowPhase).toBeUndefined();
  expect((await facts(usual({}))).slowPhase).toBeUndefined();
  const broken = { distribution: () => Promise.reject(new Error("disk")) };
  expect((await facts(broken)).slowPhase).toBeUndefined();
});

test("a check that left the configuration is named by its id", async () => {
  const facts = await incidentFacts({ incident: incident([]), check: undefined, runs: usual({}) });
  expect(facts).toMatchObject({ title: "orders", target: "orders" });
  expect(facts.link).toBeUndefined();
});
