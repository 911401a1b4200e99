import { z } from "zod";
import type { GitHub, Projection } from "../github/github.ts";
import { endWithout, type JobEnd } from "./job.ts";

const releases = z.array(z.object({ assets: z.array(z.object({ download_count: z.int() })) }));

/** The downloads of a page of releases, all their assets together. */
const downloadsOnly: Projection = {
  name: "downloads",
  of: (data) =>
    releases
      .parse(data)
      .flatMap(({ assets }) => assets)
      .reduce((sum, { download_count }) => sum + download_count, 0),
};

/**
 * All downloads of a repository so far, over all pages of its releases; each release comes with all of its assets.
 * Source: https://docs.github.com/en/rest/releases/releases#list-releases
 */
export const sampleDownloads = async (
  github: GitHub,
  name: string,
): Promise<{ readonly kind: "values"; readonly values: readonly [number] } | JobEnd> => {
  let sum = 0;
  let path: string | undefined = `/repos/${name}/releases?per_page=100`;
  while (path !== undefined) {
    const answer = await github.get(path, downloadsOnly);
    if (answer.kind === "empty") break;
    if (answer.kind !== "found") return endWithout(answer);
    sum += z.int().parse(answer.data);
    path = answer.next;
  }
  return { kind: "values", values: [sum] };
};
