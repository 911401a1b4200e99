import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBlock, encodeBlock } from "./block-codec.ts";
import { ByteWriter } from "./bytes.ts";
import { linkBytes, markDead, mostBytes, RunReader, writeRun } from "./run-codec.ts";
import { RunColumns } from "./run-columns.ts";
import { RunFields } from "./run-fields.ts";

/** Any double that a reading can be, and the short decimals that they mostly are. */
const number = fc.oneof(
  { weight: 3, arbitrary: fc.nat(30_000).map((hundredths) => hundredths / 100) },
  { weight: 2, arbitrary: fc.integer() },
  fc.nat(1_000_000).map((millionths) => millionths / 1_000_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e300, -1e300, 2 ** 53, -(2 ** 53), Number.MIN_VALUE, 1e15, 1e15 + 0.5),
);

/** Shape `n` has n % 7 values. */
const valuesOfShape = (shapeId: number): number => shapeId % 7;
const decimals = (shapeId: number): Uint8Array =>
  Uint8Array.from({ length: valuesOfShape(shapeId) }, (_, index) => (index % 3 === 2 ? 0 : 2));

const t0 = Date.UTC(2026, 5, 10, 6);

const run = fc
  .record({
    checkId: fc.nat(200_000),
    slot: fc.oneof(
      fc.nat(3_600_000).map((ms) => t0 + ms),
      fc.maxSafeInteger().map((ms) => Math.trunc(ms / 8) + 0),
    ),
    status: fc.nat(3),
    locationId: fc.oneof(fc.nat(2), fc.nat(400)),
    shapeId: fc.oneof(fc.nat(8), fc.nat(90_000)),
    delayMs: fc.oneof(fc.nat(20), number),
    durationMs: number,
    numbers: fc.array(number, { minLength: 7, maxLength: 7 }),
  })
  .map(({ numbers, ...fields }) => {
    const made = Object.assign(new RunFields(), fields);
    made.count = valuesOfShape(fields.shapeId);
    made.values.set(numbers.slice(0, made.count));
    return made;
  });

/** All that a run is, so that -0 and 0 differ. */
const asList = (run: RunFields): readonly unknown[] => [
  run.slot,
  run.status,
  run.locationId,
  run.shapeId,
  run.delayMs,
  run.durationMs,
  ...run.values.subarray(0, run.count),
];

const columnsOf = (runs: readonly RunFields[]): RunColumns => {
  const columns = new RunColumns();
  columns.clear();
  for (const next of runs) columns.add(next);
  columns.sort();
  return columns;
};

const listed = (columns: RunColumns): readonly unknown[] => {
  const fields = new RunFields();
  return columns.order.map((at) => {
    columns.read(at, fields);
    return asList(fields);
  });
};

describe("a run in the journal", () => {
  it("comes back as it was, any double included, and knows where it ends", () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), fc.nat(100), (runs, base) => {
        const writer = new ByteWriter(new Uint8Array(0));
        for (const next of runs) {
          writer.ensure(mostBytes(next.count));
          writeRun(writer, next, t0 + base, decimals);
        }
        const bytes = writer.taken();
        const reader = new RunReader(decimals);
        const found = new RunFields();
        let at = 0;
        for (const next of runs) {
          reader.key(bytes, at, t0 + base, found);
          expect(reader.isDead).toBe(false);
          reader.values(found);
          expect([found.checkId, ...asList(found)]).toEqual([next.checkId, ...asList(next)]);
          markDead(bytes, at);
          reader.key(bytes, at, t0 + base, found);
          expect(reader.isDead).toBe(true);
          at = reader.end;
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  it("may have more values than fit a short length", () => {
    const long = new RunFields();
    long.count = 300;
    long.ensure(300);
    for (let index = 0; index < 300; index++) long.values[index] = index / 3;
    const writer = new ByteWriter(new Uint8Array(mostBytes(300)));
    writeRun(writer, long, 0, () => new Uint8Array(300));
    expect(writer.at).toBeLessThanOrEqual(mostBytes(300));
    const reader = new RunReader(() => new Uint8Array(300));
    const found = new RunFields();
    reader.key(writer.bytes, 0, 0, found);
    reader.values(found);
    expect(asList(found)).toEqual(asList(long));
    expect(reader.end).toBe(writer.at);
  });

  it("takes less than 24 bytes when it is an ordinary one", () => {
    const ordinary = Object.assign(new RunFields(), { checkId: 70_000, slot: t0 + 59_000, shapeId: 6 });
    ordinary.count = 6;
    ordinary.values.set([0.42, 1.37, 200, 0.07, 1.96, 523]);
    const writer = new ByteWriter();
    writeRun(writer, ordinary, t0, decimals);
    expect(writer.at - linkBytes).toBeLessThan(24);
  });
});

describe("a block", () => {
  it("gives every run back as it was, any double included", () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 80 }), (runs) => {
        const columns = columnsOf(runs);
        const bytes = encodeBlock(columns, columns.order, t0, decimals);
        const found = new RunColumns();
        found.clear();
        decodeBlock(bytes, t0, decimals, found);
        found.sort();
        expect(listed(found)).toEqual(listed(columns));
      }),
      { numRuns: 300 },
    );
  });

  it("is added to what is there already", () => {
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1, maxLength: 20 }),
        fc.array(run, { minLength: 1, maxLength: 20 }),
        (first, second) => {
          const found = new RunColumns();
          found.clear();
          for (const runs of [first, second]) {
            const columns = columnsOf(runs);
            decodeBlock(encodeBlock(columns, columns.order, 0, decimals), 0, decimals, found);
          }
          found.sort();
          expect(listed(found)).toEqual(listed(columnsOf([...first, ...second])));
        },
      ),
    );
  });

  it("takes less than 6 bytes for each run of an ordinary hour", () => {
    let seed = 1;
    const random = (from: number, to: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return Math.round((from + ((to - from) * seed) / 2_147_483_647) * 100) / 100;
    };
    const runs = Array.from({ length: 60 }, (_, index) => {
      const next = Object.assign(new RunFields(), { slot: t0 + 137 + index * 60_000, shapeId: 6 });
      const [connect, firstByte, transfer] = [random(0.2, 0.6), random(0.5, 2), random(0.02, 0.1)];
      const latency = Math.round((connect + firstByte + transfer + 0.1) * 100) / 100;
      next.delayMs = Math.floor(random(0, 4));
      next.durationMs = Math.round(latency * 100 + random(0, 30)) / 100;
      next.count = 6;
      next.values.set([connect, firstByte, 200, transfer, latency, 523]);
      return next;
    });
    const columns = columnsOf(runs);
    expect(encodeBlock(columns, columns.order, t0, decimals).length / 60).toBeLessThan(6);
  });
});
