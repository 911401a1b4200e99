import type { CheckState, Vote } from "./types.ts";

/** Locations come and go by reconfiguration; the memory of them stays bounded. */
const maxLocations = 16;

/** Notes a location's latest vote. */
export const castVote = (votes: CheckState["votes"], location: string, vote: Vote): CheckState["votes"] => {
  const others = Object.entries(votes)
    .filter(([name]) => name !== location)
    .sort(([, left], [, right]) => left.at - right.at)
    .slice(1 - maxLocations);
  return Object.fromEntries([...others, [location, vote]]);
};

/**
 * What the locations together say once `location` has voted. One location runs each check today, so its vote is the
 * verdict. A quorum of several (the strict majority of fresh votes, otherwise unknown) takes this function's place.
 */
export const verdict = (votes: CheckState["votes"], location: string): Vote | undefined => votes[location];
