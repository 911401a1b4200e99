import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../core/message/message.ts";
import { rocketChatCard } from "../rocket-chat/text.ts";
import { slackCard } from "../slack/content.ts";

const hostile = fc.constantFrom(
  "@all",
  "@here",
  "<!channel>",
  "<@U1>",
  "](https://evil.example)",
  "&",
  "<",
  ">",
  "*",
);
const anyText = fc
  .array(fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), hostile), { maxLength: 20 })
  .map((parts) => `x${parts.join("")}`);

const anyCard: fc.Arbitrary<Message> = fc.record({
  state: fc.constantFrom("problem" as const, "recovered" as const, "test" as const),
  severity: fc.constantFrom("down" as const, "degraded" as const, "none" as const),
  headline: anyText,
  summary: anyText,
  fields: fc.array(fc.record({ label: anyText, value: anyText }), { maxLength: 25 }),
});

describe("a card in a chat's markup", () => {
  it("keeps Rocket.Chat's length and calls nobody", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const text = rocketChatCard(card);
        expect(text.length).toBeLessThanOrEqual(4900);
        expect(text).not.toMatch(/@(all|here)|\]\(/);
      }),
    );
  });

  it("keeps Slack's length, escapes its three characters and calls nobody", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const { text, blocks } = slackCard(card);
        const section = blocks[0].text.text;
        expect(section.length).toBeLessThanOrEqual(3000);
        expect(`${text}\n${section}`).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)|@(all|here)/);
      }),
    );
  });

  it("drops whole fields at the end rather than cutting the link off", () => {
    const fields = Array.from({ length: 60 }, (_, index) => ({
      label: `field ${index}`,
      value: "y".repeat(200),
    }));
    const link = { label: "Open", url: "https://hinomi.example.com/incidents/a" };
    const card: Message = { state: "problem", severity: "down", headline: "h", summary: "s", fields, link };
    const lines = rocketChatCard(card).split("\n");
    expect(lines.at(-1)).toBe("[Open](https://hinomi.example.com/incidents/a)");
    expect(lines.slice(2, -1).every((line) => line.endsWith("y".repeat(200)))).toBe(true);
    expect(lines.length).toBeGreaterThan(20);
  });
});
