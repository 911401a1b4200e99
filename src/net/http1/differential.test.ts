import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  askCurl,
  askNode,
  askOurselves,
  serveAnswers,
  type Seen,
} from "../../../test/support/answers/clients.ts";
import { answerCorpus, type CorpusAnswer } from "../../../test/support/answers/corpus.ts";
import { answersByGrammar, mutated } from "../../../test/support/answers/generated.ts";

interface Sight {
  readonly answer: Pick<CorpusAnswer, "name" | "raw" | "differs">;
  readonly ours: Seen;
  readonly node: Seen;
  readonly curl: Seen;
}

/** Shows the answers to all three clients over real connections. */
const show = async (answers: readonly CorpusAnswer[]): Promise<readonly Sight[]> => {
  const { urls, close } = await serveAnswers(answers);
  try {
    const curl = await askCurl(urls, answers);
    const sights: Sight[] = [];
    for (const [place, answer] of answers.entries()) {
      const url = urls[place] ?? "";
      const [ours, node] = await Promise.all([askOurselves(url, answer.method), askNode(url, answer.method)]);
      sights.push({ answer, ours, node, curl: curl[place] ?? "refused" });
    }
    return sights;
  } finally {
    await close();
  }
};

const same = (left: Seen, right: Seen): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Node is pinned, so that it must differ where the corpus says so; curl's versions differ among themselves. */
const contradictions = ({ answer: { name, differs }, ours, node, curl }: Sight): readonly string[] => [
  ...(same(ours, node) === Boolean(differs?.node) ? [`${name}: node ${JSON.stringify({ ours, node })}`] : []),
  ...(same(ours, curl) || differs?.curl ? [] : [`${name}: curl ${JSON.stringify({ ours, curl })}`]),
];

it("sees what node:http and curl see of every answer, but where the corpus says why not", async () => {
  expect(answerCorpus.length).toBeGreaterThanOrEqual(120);
  const sights = await show(answerCorpus);
  expect(sights.flatMap(contradictions)).toEqual([]);
  const lenient = sights.filter(({ answer, ours }) => answer.differs && ours !== "refused");
  expect(lenient.map(({ answer }) => answer.name)).toEqual([
    "more than the length",
    "more than the last chunk",
    "tabs around chunked",
  ]);
});

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): readonly T[] =>
  fc.sample(arbitrary, { numRuns, seed: 20_261_122 });

it("sees what node:http and curl see of answers made by the grammar", async () => {
  const answers = sample(answersByGrammar, 80).map(({ raw }, at) => ({ name: `generated ${at}`, raw }));
  const sights = await show(answers);
  expect(sights.filter(({ ours }) => ours === "refused")).toEqual([]);
  expect(sights.flatMap(contradictions)).toEqual([]);
});

it("reads no damaged answer as nobody else does", async () => {
  const raws = sample(
    mutated(
      answersByGrammar.map(({ raw }) => raw),
      1,
    ),
    300,
  );
  const answers = raws.map((raw, at) => ({ name: `damaged ${at}`, raw }));
  const read = (await show(answers)).filter(({ ours }) => ours !== "refused");
  expect(read.length).toBeGreaterThan(10);
  // What makes a body longer than announced makes node refuse it, see the corpus; then curl is the judge.
  expect(read.filter(({ ours, node, curl }) => !same(ours, node) && !same(ours, curl))).toEqual([]);
});
