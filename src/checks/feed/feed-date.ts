const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Minutes east of UTC, of the names that RFC 822 has and of those that are met besides. Others are taken for UTC. */
const zones: Readonly<Record<string, number>> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  cet: 60,
  cest: 120,
  jst: 540,
  kst: 540,
};

const offsetMs = (zone: string): number => {
  const [, sign, hours, minutes] = /^([-+])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign) return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return (zones[zone.toLowerCase()] ?? 0) * 60_000;
};

/** RFC 3339 and the other forms of W3C's note on dates; a time without zone is UTC, whatever this machine's is. */
const iso =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[-+]\d\d:?\d\d)?)?)?$/i;

/** RFC 822 and 850 with the mistakes that are usual: no weekday, long names, one digit, no seconds, no zone. */
const rfc822 =
  /^(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4}|\d\d)(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([a-z]{1,5}|[-+]\d\d:?\d\d)?)?(?:\s*\(.{0,20}\))?$/i;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: readonly (string | undefined)[];
  readonly zone: string | undefined;
}

/** Absent for days that the calendar does not have. A leap second counts as the next second. */
const momentOf = ({ year, month, day, time, zone = "" }: Parts): number | undefined => {
  const [hour = 0, minute = 0, second = 0] = time.map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month, day));
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 - offsetMs(zone);
};

const fullYear = (text: string): number => {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
};

/** When a feed says that something appeared, epoch ms. Absent for everything that is no date from 1970 on. */
export const parseFeedDate = (source: string): number | undefined => {
  const text = source.slice(0, 100).trim();
  const at = parseIso(text) ?? parseRfc822(text);
  return at !== undefined && at >= 0 ? at : undefined;
};

const parseIso = (text: string): number | undefined => {
  const [found, year, month, day = "1", hour, minute, second, zone] = iso.exec(text) ?? [];
  if (found === undefined) return undefined;
  const time = [hour, minute, second];
  return momentOf({ year: Number(year), month: Number(month) - 1, day: Number(day), time, zone });
};

const parseRfc822 = (text: string): number | undefined => {
  const [found, day, name = "", year = "", hour, minute, second, zone] = rfc822.exec(text) ?? [];
  const month = months.indexOf(name.toLowerCase());
  if (found === undefined || month < 0) return undefined;
  return momentOf({ year: fullYear(year), month, day: Number(day), time: [hour, minute, second], zone });
};
