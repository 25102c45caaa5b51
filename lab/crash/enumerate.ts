/** Every accident at every request of a scenario, alone and one after another. */

import { Random } from '../random.ts';
import { runScenario, type ScenarioRun, whatIsWrong } from './run-scenario.ts';
import type { CrashScenario } from './scenario.ts';
import { accidentsAt, atText, cutsAt, DEATHS, type Point, type Strike } from './watch.ts';

/** All, or so many of them, drawn. */
export type Share = 'all' | number;

/** How much of a scenario is run. */
export interface Extent {
  /** Of the deaths before and after each request. */
  readonly deaths: Share;
  /** Of the lost replies. */
  readonly lostReplies: Share;
  /** Of the deaths twice in a row. */
  readonly pairs: Share;
}

/** A disturbed run in which something was wrong. */
export interface Failure {
  readonly run: ScenarioRun;
  readonly what: string;
}

/** What was run of one scenario. */
export interface Enumeration {
  readonly undisturbed: ScenarioRun;
  /** Runs. */
  readonly deaths: number;
  readonly lostReplies: number;
  readonly pairs: number;
  readonly failures: ReadonlyArray<Failure>;
}

/** Enough to see what they have in common. */
const MOST_FAILURES = 5;

/** Stops after a few failures. Rejects when the scenario fails without any accident. */
export async function enumerate(scenario: CrashScenario, extent: Extent, seed: number): Promise<Enumeration> {
  const undisturbed = await runScenario(scenario);
  const [violation] = undisturbed.violations;
  if (violation !== undefined) throw new Error(`${scenario.name}, undisturbed: ${violation.message}`);
  const runs = new Runs(undisturbed);
  const random = Random.seeded(seed).fork('crashes', scenario.name);

  const single = undisturbed.points.flatMap((point) => strikesAt(point, accidentsAt(point)));
  const [deaths, lostReplies] = [single.filter(isDeath), single.filter((strike) => !isDeath(strike))];
  const ran = {
    deaths: await runs.runAll(drawn(deaths, extent.deaths, random.fork('deaths')).map((one) => [one])),
    lostReplies: await runs.runAll(
      drawn(lostReplies, extent.lostReplies, random.fork('lost replies')).map((one) => [one]),
    ),
    pairs: await runs.runAll(
      extent.pairs === 'all' ? allPairs(runs) : drawnPairs(runs, extent.pairs, random.fork('pairs')),
    ),
  };
  return { undisturbed, ...ran, failures: runs.failures };
}

/** Disturbed runs of one scenario, until there are enough failures. */
class Runs {
  readonly failures: Array<Failure> = [];
  readonly #undisturbed: ScenarioRun;
  /** Of the runs with one accident. */
  readonly #points = new Map<string, ReadonlyArray<Point>>();

  constructor(undisturbed: ScenarioRun) {
    this.#undisturbed = undisturbed;
  }

  /** Where a process can end for the first time. */
  get cuts(): ReadonlyArray<Strike> {
    return this.#undisturbed.points.flatMap((point) => strikesAt(point, cutsAt(point)));
  }

  /** Where it can end again after that. */
  async cutsAfter(first: Strike): Promise<ReadonlyArray<Strike>> {
    const key = atText([first]);
    const points = this.#points.get(key) ?? (await runScenario(this.#undisturbed.scenario, [first])).points;
    this.#points.set(key, points);
    // What the same process had asked at the same time is not a second death.
    const by = points[first.request - 1]?.by;
    const later = points.filter((point) => point.request > first.request && point.by !== by);
    return later.flatMap((point) => strikesAt(point, cutsAt(point)));
  }

  /** Returns how many were run: no more than until there are failures enough. */
  async runAll(all: Iterable<ReadonlyArray<Strike>> | AsyncIterable<ReadonlyArray<Strike>>): Promise<number> {
    let count = 0;
    for await (const strikes of all) {
      if (this.failures.length >= MOST_FAILURES) break;
      const run = await runScenario(this.#undisturbed.scenario, strikes);
      const what = whatIsWrong(run, this.#undisturbed);
      if (what !== undefined) this.failures.push({ run, what });
      if (strikes.length === 1) this.#points.set(atText(strikes), run.points);
      count += 1;
    }
    return count;
  }
}

async function* allPairs(runs: Runs): AsyncGenerator<readonly [Strike, Strike]> {
  for (const first of runs.cuts) {
    for (const second of await runs.cutsAfter(first)) yield [first, second];
  }
}

async function* drawnPairs(
  runs: Runs,
  count: number,
  random: Random,
): AsyncGenerator<readonly [Strike, Strike]> {
  const { cuts } = runs;
  const drawn = new Set<string>();
  // Bounded: where there are fewer pairs than are wanted, some are drawn again and again.
  for (let tries = 0; drawn.size < count && tries < 10 * count; tries += 1) {
    const first = oneOf(cuts, random);
    const second = first && oneOf(await runs.cutsAfter(first), random);
    if (first === undefined || second === undefined) continue;
    const key = atText([first, second]);
    if (drawn.has(key)) continue;
    drawn.add(key);
    yield [first, second];
  }
}

function strikesAt({ request }: Point, accidents: ReturnType<typeof accidentsAt>): ReadonlyArray<Strike> {
  return accidents.map((accident) => ({ request, accident }));
}

function isDeath({ accident }: Strike): boolean {
  return DEATHS.includes(accident);
}

/** All, or some of them in their order. */
function drawn<T>(all: ReadonlyArray<T>, share: Share, random: Random): ReadonlyArray<T> {
  if (share === 'all' || share >= all.length) return all;
  const chosen = new Set<number>();
  while (chosen.size < share) chosen.add(random.integer(0, all.length - 1));
  return all.filter((_, index) => chosen.has(index));
}

function oneOf<T>(all: ReadonlyArray<T>, random: Random): T | undefined {
  return all[random.integer(0, Math.max(0, all.length - 1))];
}
