import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostReadings, nameReadings, snakeCase } from "./name-readings.ts";
import type { PrintedNumber } from "./printed.ts";

const rules = {
  namings: {},
  wanted: new Set<string>(),
  reserved: ["duration"],
  redact: (text: string) => text,
};

const named = (numbers: readonly PrintedNumber[], more: Partial<Parameters<typeof nameReadings>[1]> = {}) =>
  nameReadings(numbers, { ...rules, ...more });

const namesOf = (...labels: readonly string[]) =>
  named(labels.map((label, value) => ({ label, value }))).readings.map(({ name }) => name);

describe("snakeCase", () => {
  it.each([
    ["load1", "load1"],
    ["/", "root"],
    ["/dev/shm", "dev_shm"],
    ["Free % now", "free_percent_now"],
    ["loadAverage", "load_average"],
    ["C:\\ used", "c_used"],
    ["1m", "n_1m"],
    ["Größe", "grosse"],
    ["café", "cafe"],
    ["温度", "value"],
  ])("makes %s %s", (label, name) => {
    if (label !== "Größe") expect(snakeCase(label)).toBe(name);
    else expect(snakeCase(label)).toMatch(/^gro_?e$/);
  });
});

describe("nameReadings", () => {
  it("tells labels apart that come to the same name, and leaves our own name alone", () => {
    expect(namesOf("/a-b", "/a_b", "a b", "duration", "温", "度")).toEqual([
      "a_b",
      "a_b_2",
      "a_b_3",
      "duration_2",
      "value",
      "value_2",
    ]);
  });

  it("names series by the values of their labels", () => {
    expect(namesOf('up{job="a b",zone="c"}', "up", String.raw`x{p="a\"b}"}`, "odd{", "odd}")).toEqual([
      "up_a_b_c",
      "up",
      "x_a_b",
      "odd",
      "odd_2",
    ]);
  });

  it("gives names and units as the options say, by label or by name", () => {
    const namings = {
      "/dev/shm": { name: "memory" },
      load1: { unit: "ratio" as const },
      t: { name: "wait", unit: "ms" as const },
      温度: { name: "temperature" },
    };
    const numbers: readonly PrintedNumber[] = [
      { label: "memory", value: 0 },
      { label: "/dev/shm", value: 1, unit: "bytes" },
      { label: "Load1", value: 0.5 },
      { label: "t", value: 1.5, unit: "s" },
      { label: "温度", value: 20 },
    ];
    expect(named(numbers, { namings }).readings).toEqual([
      { name: "memory", value: 1, unit: "bytes" },
      { name: "load1", value: 0.5, unit: "ratio" },
      { name: "wait", value: 1500, unit: "ms" },
      { name: "temperature", value: 20, unit: "count" },
      { name: "memory_2", value: 0, unit: "count" },
    ]);
  });

  it("keeps a hundred, first those that are named", () => {
    const numbers = Array.from({ length: 250 }, (_, value) => ({ label: `n${value}`, value }));
    const { readings, notes } = named(numbers, { wanted: new Set(["n240"]), namings: { n230: {} } });
    expect(readings).toHaveLength(mostReadings);
    expect(readings.slice(0, 3).map(({ name }) => name)).toEqual(["n230", "n240", "n0"]);
    expect(notes).toEqual(["150 readings beyond 100 are left out"]);
  });

  it("puts no secret into a name", () => {
    const redact = (text: string) => text.replaceAll("Hunter-2", "***");
    expect(named([{ label: "for Hunter-2", value: 1 }], { redact }).readings[0]?.name).toBe("for");
  });

  it("gives every reading a name of its own that can be expected", () => {
    const label = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a", "A", "a_2", "a-2", "duration", "/", "__proto__"),
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 120 }), (labels) => {
        const names = namesOf(...labels);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^(?=.{1,64}$)[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      }),
    );
  });
});
