/** Lets contenders take turns, so that whatever else the machine does meets all of them alike. */

import type { Comparison, Unit } from './measurement.ts';
import { median } from './statistics.ts';

/** What was measured of one contender in one round, by name. */
export type Figures<Figure extends string> = Readonly<Record<Figure, number>>;

export type Round<Contender extends string, Figure extends string> = Readonly<
  Record<Contender, Figures<Figure>>
>;

/**
 * Runs every contender once a round, each round beginning with the next one, since whoever goes first may find the
 * machine warmer or colder than the others. Before them come rounds that are thrown away, in which connections open
 * and code is compiled.
 */
export async function inRounds<Contender extends string, Figure extends string>(
  count: number,
  contenders: Readonly<Record<Contender, () => Promise<Figures<Figure>>>>,
  { thrownAway = 1 }: { readonly thrownAway?: number } = {},
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

/** Two contenders of the same rounds, by one figure. */
export function compare<Contender extends string, Figure extends string>(
  rounds: ReadonlyArray<Round<Contender, Figure>>,
  of: {
    readonly figure: Figure;
    readonly ours: Contender;
    readonly bare: Contender;
    readonly what: string;
    readonly against: string;
    readonly unit: Unit;
  },
): Comparison {
  const ours = rounds.map((round) => round[of.ours][of.figure]);
  const bare = rounds.map((round) => round[of.bare][of.figure]);
  return {
    kind: 'comparison',
    what: of.what,
    unit: of.unit,
    against: of.against,
    ours: median(ours),
    bare: median(bare),
    ratios: rounds.map((round) => round[of.ours][of.figure] / round[of.bare][of.figure]),
  };
}
