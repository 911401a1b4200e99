import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSketch, encodeSketch, mergeEncoded } from "./sketch-codec.ts";
import {
  addToBucket,
  addToSketch,
  emptySketch,
  mergeSketch,
  quantiles,
  sketchCount,
  sketchOf,
  type Sketch,
} from "./sketch.ts";

const shares = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

const latency = fc.oneof(
  fc.double({ min: 0, max: 1e7, noNaN: true }),
  fc.double({ min: 1e-11, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 30_000 }),
);
const latencies = fc.array(latency, { minLength: 1, maxLength: 300 });

const exactQuantile = (values: readonly number[], q: number): number => {
  const ordered = [...values].sort((left, right) => left - right);
  return ordered[Math.floor(q * (ordered.length - 1))] ?? Number.NaN;
};

/** Its buckets that hold values: what two equal sketches have in common. */
const bucketsOf = ({ low, counts }: Sketch): readonly (readonly [key: number, count: number])[] =>
  [...counts].map((count, index) => [low + index, count] as const).filter(([, count]) => count > 0);

const merged = (...parts: readonly Sketch[]): Sketch => {
  const target = sketchOf([]);
  for (const part of parts) mergeSketch(target, part);
  return target;
};

/** The shares whose quantile is further than 1 % from the exact one. */
const wrongShares = (values: readonly number[]): readonly number[] => {
  const found = quantiles(sketchOf(values), shares) ?? [];
  return shares.filter((q, index) => {
    const exact = exactQuantile(values, q);
    const error = Math.abs((found[index] ?? Number.NaN) - exact);
    return !(error <= Math.max(0.01 * Math.abs(exact), 1e-12));
  });
};

describe("sketch", () => {
  it("gives every quantile within 1 % of the exact one", () => {
    fc.assert(
      fc.property(latencies, (values) => {
        expect(wrongShares(values)).toEqual([]);
      }),
    );
  });

  it("keeps that promise for the largest and smallest doubles and for negative values", () => {
    const anything = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(anything, (values) => {
        expect(wrongShares(values)).toEqual([]);
      }),
    );
  });

  it("equals the sketch of everything when the sketches of its parts are merged, in any order", () => {
    fc.assert(
      fc.property(latencies, latencies, latencies, (a, b, c) => {
        const whole = sketchOf([...a, ...b, ...c]);
        const [left, middle, right] = [sketchOf(a), sketchOf(b), sketchOf(c)];
        for (const found of [
          merged(left, middle, right),
          merged(right, left, middle),
          merged(left, merged(middle, right)),
        ])
          expect(bucketsOf(found)).toEqual(bucketsOf(whole));
        expect(sketchCount(whole)).toBe(a.length + b.length + c.length);
      }),
    );
  });

  it("counts a value many times at once", () => {
    const sketch = sketchOf([5]);
    addToSketch(sketch, 7, 99);
    expect(sketchCount(sketch)).toBe(100);
    expect(quantiles(sketch, [0.5])?.[0]).toBeCloseTo(7, 0);
  });

  it("has no quantile when it is empty, and refuses what is not a number", () => {
    expect(quantiles(sketchOf([]), [0.5])).toBeUndefined();
    expect(() => sketchOf([Number.NaN])).toThrow("A sketch holds finite numbers, not NaN");
  });
});

describe("encoded sketch", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        const sketch = sketchOf(values);
        expect(bucketsOf(decodeSketch(encodeSketch(sketch)))).toEqual(bucketsOf(sketch));
      }),
    );
  });

  it("is added to what is there already", () => {
    const target = sketchOf([1, 2, 3]);
    mergeEncoded(target, encodeSketch(sketchOf([3, 4000])));
    expect(bucketsOf(target)).toEqual(bucketsOf(sketchOf([1, 2, 3, 3, 4000])));
  });

  it("keeps counts beyond 32 bits", () => {
    const sketch = emptySketch();
    addToBucket(sketch, 1500, 2 ** 45 + 3);
    expect(bucketsOf(decodeSketch(encodeSketch(sketch)))).toEqual([[1500, 2 ** 45 + 3]]);
  });

  it("is read as version 1 wrote it", () => {
    const sketch = decodeSketch(Uint8Array.of(1, 3, 21, 5, 11, 1, 200, 1, 130, 2));
    expect(bucketsOf(sketch)).toEqual([
      [-11, 5],
      [0, 1],
      [200, 258],
    ]);
  });

  it("takes about one byte per bucket", () => {
    const day = sketchOf(Array.from({ length: 1440 }, (_, index) => 40 + (index % 400)));
    expect(encodeSketch(day).length).toBeLessThan(1.2 * bucketsOf(day).length);
  });

  it("throws a clear error for any other bytes, or reads a sketch that it would write the same", () => {
    const readTwice = (bytes: Uint8Array): string => {
      try {
        const sketch = decodeSketch(bytes);
        expect(bucketsOf(decodeSketch(encodeSketch(sketch)))).toEqual(bucketsOf(sketch));
        return "a sketch";
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, rightVersion) => {
        const input = rightVersion ? Uint8Array.of(2, ...bytes) : bytes;
        expect(readTwice(input)).toMatch(/^a sketch$|^Error: Not a latency sketch: \w/);
      }),
    );
  });

  it("throws when it was cut anywhere", () => {
    const whole = encodeSketch(sketchOf([1, 20, 300, 300]));
    for (let length = 0; length < whole.length; length++)
      expect(() => decodeSketch(whole.subarray(0, length))).toThrow("Not a latency sketch");
    expect(() => decodeSketch(Uint8Array.of(...whole, 0))).toThrow("there are bytes after its end");
    expect(() => decodeSketch(Uint8Array.of(9))).toThrow("version 9 instead of 2");
  });
});
