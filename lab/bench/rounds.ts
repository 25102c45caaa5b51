/** Lets contenders take turns, so that whatever else the machine does meets all of them alike. */

/** What was measured of one contender in one round, by name. */
export type Figures<Figure extends string> = Readonly<Record<Figure, number>>;

export type Round<Contender extends string, Figure extends string> = Readonly<
  Record<Contender, Figures<Figure>>
>;

/**
 * Runs every contender once a round, each round beginning with the next one, since the first one may find the
 * machine warmer or colder than the others. Before them come rounds that are thrown away, in which connections open
 * and code is compiled.
 */
export async function inRounds<Contender extends string, Figure extends string>(
  count: number,
  contenders: Readonly<Record<Contender, () => Promise<Figures<Figure>>>>,
  thrownAway = 1,
): Promise<ReadonlyArray<Round<Contender, Figure>>> {
  const names: Array<Contender> = [];
  for (const name in contenders) names.push(name);
  const rounds: Array<Round<Contender, Figure>> = [];
  for (let index = 0; index < thrownAway + count; index += 1) {
    const measured = new Map<Contender, Figures<Figure>>();
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(index + turn) % names.length];
      if (name !== undefined) measured.set(name, await contenders[name]());
    }
    rounds.push(Object.fromEntries(measured) as Round<Contender, Figure>);
  }
  return rounds.slice(thrownAway);
}

export type Unit = 'ms' | 'per second' | 'requests' | 'bytes' | 'dollars' | 'percent';

/** Times (or rates) of ours beside those of the least that could do the same. */
export interface Comparison {
  readonly what: string;
  readonly unit: Unit;
  /** Medians over the rounds. */
  readonly ours: number;
  readonly bare: number;
  /** Ours divided by bare, in each round. */
  readonly ratios: ReadonlyArray<number>;
  /** What we aim at, in words. */
  readonly aim?: string;
}

/** Two contenders of the same rounds, by one figure. */
export function compare<Contender extends string, Figure extends string>(
  rounds: ReadonlyArray<Round<Contender, Figure>>,
  {
    figure,
    ours,
    bare,
    ...described
  }: Pick<Comparison, 'what' | 'unit' | 'aim'> & {
    readonly figure: Figure;
    readonly ours: Contender;
    readonly bare: Contender;
  },
): Comparison {
  const medianOf = (contender: Contender) => median(rounds.map((round) => round[contender][figure]));
  return {
    ...described,
    ours: medianOf(ours),
    bare: medianOf(bare),
    ratios: rounds.map((round) => round[ours][figure] / round[bare][figure]),
  };
}

/** The value below which the given share of the values lies; of several in question the upper one. */
export function percentile(values: ReadonlyArray<number>, share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('no values, no percentile');
  return value;
}

export function median(values: ReadonlyArray<number>): number {
  return percentile(values, 0.5);
}
