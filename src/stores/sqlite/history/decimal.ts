/**
 * Most numbers that are measured are short decimals: 200, 0.37, 12.345. Such a number is kept as an integer beside the
 * count of its decimals, and is the same double again after a division, which rounds correctly.
 */
export const maxDecimals = 6;

const powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;

/** Integers that zigzag and varints hold exactly. */
const mostExact = 2 ** 51;

/** The divisor of numbers with so many decimals. */
export const powerOf = (decimals: number): number => powers[decimals] ?? 1;

/** `value` times the power as an integer, or NaN when that would not give back the very same double. */
export const scaled = (value: number, power: number): number => {
  const whole = Math.round(value * power);
  if (whole / power !== value || whole > mostExact || whole < -mostExact) return Number.NaN;
  return whole === 0 && Object.is(value, -0) ? Number.NaN : whole;
};

/** The fewest decimals that give the number back exactly; absent when none of up to six do. */
export const decimalsOf = (value: number, first = 0): number | undefined => {
  for (let decimals = first; decimals <= maxDecimals; decimals++)
    if (!Number.isNaN(scaled(value, powerOf(decimals)))) return decimals;
  return undefined;
};
