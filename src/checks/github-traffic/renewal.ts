const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A change between two fetches that lie further apart says too little about when GitHub made it. */
const narrowMs = 6 * hourMs;
/** By how much GitHub may be earlier or later on another day. */
const slackMs = 2 * hourMs;

/** When GitHub renews a table, which it does once a day, as far as its changes have shown. */
export interface Renewal {
  /** Until this moment (epoch ms) the table did not behave as what follows says; nothing of it is derived from. */
  readonly since: number;
  /** ms of the UTC day: it comes after `after`, by `until` (which is later, so maybe of the next day). */
  readonly hours?: { readonly after: number; readonly until: number } | undefined;
}

/** Two fetches one after the other that showed different tables, epoch ms. */
export interface SeenChange {
  readonly before: number;
  readonly at: number;
}

const hoursOf = ({ before, at }: SeenChange): Renewal["hours"] => {
  if (at - before > narrowMs) return undefined;
  const after = before % dayMs;
  return { after, until: after + at - before };
};

/** How many days after 1970 the last time was, before `at`, that `ms` of the day had come. */
const daysSince = (at: number, ms: number): number => Math.floor((at - ms) / dayMs);

/** Takes in a change. One at another time of day means that the time is another one now. */
export const renewalAfter = (known: Renewal, change: SeenChange): Renewal => {
  const hours = hoursOf(change);
  if (!known.hours) return { since: known.since, hours };
  const { after, until } = known.hours;
  const mayBegin = daysSince(change.at, after - slackMs) * dayMs + after - slackMs;
  const mayEnd = mayBegin + until - after + 2 * slackMs;
  return mayEnd >= change.before ? known : { since: change.at, hours };
};

/**
 * Which renewal a table of that moment shows, as the number of its day since 1970; undefined near the time of renewal,
 * when it may be either. Renewals of consecutive days have consecutive numbers.
 */
export const renewalDay = (at: number, { hours, since }: Renewal): number | undefined => {
  if (!hours || at < since) return undefined;
  const day = daysSince(at, hours.until + slackMs);
  return at > (day + 1) * dayMs + hours.after - slackMs ? undefined : day;
};
