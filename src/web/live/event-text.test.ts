import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createEventCutter } from "./event-text.ts";

const text = 'retry: 3000\nid: 1\n\nevent: tick\nid: 2\ndata: {"t":2}\n\n: still here\n\ndata: a\ndata:b\n\n';
const events = [
  { event: "tick", data: '{"t":2}' },
  { event: "message", data: "a\nb" },
];

it("reads events and passes over comments", () => {
  expect(createEventCutter()(text)).toEqual(events);
});

it("reads the same wherever the network cuts the text", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), (cuts) => {
      const cut = createEventCutter();
      const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
      expect(pieces.flatMap((piece) => cut(piece))).toEqual(events);
    }),
  );
});
