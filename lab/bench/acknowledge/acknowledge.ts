/** How long Graph waits for its 202, beside the bare sends that any answer must wait for. */

import { comparisonTable } from '../findings.ts';
import { startPipeline } from '../pipeline.ts';
import { type Comparison, compare, type Figures, inRounds, percentile, type Round } from '../rounds.ts';
import { type Times, timesOf } from '../times-of.ts';
import type { Measurement } from '../workbench.ts';
import { type Contender, type Contenders, createContenders, emptyQueue } from './contenders.ts';

/** Enough for a 95th percentile; each takes a few milliseconds. */
const SINGLE_NOTIFICATIONS = 100;

/** A burst as after an all-hands: batches of this many calls arrive at once. */
const CONCURRENT_BATCHES = 100;
const CALLS_IN_A_BATCH = 5;

export const acknowledge: Measurement = {
  name: 'acknowledge',
  title: 'Acknowledging notifications',
  async run(workbench) {
    const connectionString = await workbench.freshAccount();
    const pipeline = await startPipeline(connectionString);
    try {
      const contenders = await createContenders(pipeline, connectionString);
      /** Every turn begins with an empty queue. */
      const turns = <Figure extends string>(measure: (contender: Contender) => Promise<Figures<Figure>>) => {
        const turn = (contender: Contender) => async () => {
          await emptyQueue(connectionString);
          return await measure(contender);
        };
        const { bare, receive, function: ofLibrary } = contenders;
        return { bare: turn(bare), receive: turn(receive), function: turn(ofLibrary) };
      };
      const one = await inRounds(workbench.rounds, turns(oneByOne));
      const many = await inRounds(workbench.rounds, turns(allAtOnce));
      const batches = `${CONCURRENT_BATCHES} concurrent batches of ${CALLS_IN_A_BATCH}`;
      const comparisons = [
        ...besideBareSends(one, 'p50', 'one notification, p50'),
        ...besideBareSends(one, 'p95', 'one notification, p95'),
        ...besideBareSends(many, 'p95', `${batches}, p95`),
        ...besideBareSends(many, 'all', `${batches}, the last answer`),
      ];
      return [comparisonTable('bare sends', comparisons)];
    } finally {
      await pipeline.close();
    }
  },
};

function besideBareSends<Figure extends string>(
  rounds: ReadonlyArray<Round<keyof Contenders, Figure>>,
  figure: Figure,
  what: string,
): ReadonlyArray<Comparison> {
  const by = { figure, bare: 'bare', unit: 'ms' } as const;
  return [
    compare(rounds, { ...by, ours: 'receive', what: `${what}: use-case` }),
    compare(rounds, { ...by, ours: 'function', what: `${what}: function` }),
  ];
}

async function oneByOne(contender: Contender): Promise<Figures<'p50' | 'p95'>> {
  const times: Array<number> = [];
  for (let index = 0; index < SINGLE_NOTIFICATIONS; index += 1) {
    times.push((await timesOf(contender(1))).ms);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

async function allAtOnce(contender: Contender): Promise<Figures<'p95' | 'all'>> {
  const batches = Array.from({ length: CONCURRENT_BATCHES }, () => contender(CALLS_IN_A_BATCH));
  let times: ReadonlyArray<Times> = [];
  const { ms } = await timesOf(async () => {
    times = await Promise.all(batches.map(timesOf));
  });
  return {
    p95: percentile(
      times.map((one) => one.ms),
      0.95,
    ),
    all: ms,
  };
}
