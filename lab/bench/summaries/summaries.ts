/** What summing up a day takes: requests, memory, and time beside a bare loop of the same requests. */

import { bareLoopOf } from '../bare-loop.ts';
import { type Count, comparisonTable, countTable } from '../findings.ts';
import { memoryOf } from '../memory.ts';
import { outgoingRequests } from '../outgoing-requests.ts';
import { endpoint } from '../pipeline.ts';
import { compare, inRounds } from '../rounds.ts';
import { timesOf } from '../times-of.ts';
import type { Measurement } from '../workbench.ts';
import { MOST_BYTES_OVER_IDLE } from './served-day.ts';
import { sumUp } from './sum-up.ts';
import { type Service, withService } from './with-service.ts';

/** The largest of them takes minutes. */
const DAYS = [
  { calls: 500, rounds: 7 },
  { calls: 10_000, rounds: 3 },
  { calls: 50_000, rounds: 1 },
];

/** To read what was summed up, and to note that it was compared; beside the pages of the list of calls. */
const REQUESTS_OF_A_PASS = 8;

export const summaries: Measurement = {
  name: 'summaries',
  title: 'Summing up a day',
  async run({ rounds }) {
    const measured = [];
    for (const { calls, rounds: most } of DAYS) {
      measured.push(await withService(calls, (service) => measure(calls, service, Math.min(rounds, most))));
    }
    return [
      comparisonTable(
        'bare loop',
        measured.map(({ comparison }) => comparison),
      ),
      countTable(measured.flatMap(({ counts }) => counts)),
    ];
  },
};

async function measure(calls: number, { served, change }: Service, rounds: number) {
  const { overIdleBytes } = await memoryOf('sum up', served);
  const address = endpoint(served.connectionString, 'Table');
  const requestsOf = async () => (await outgoingRequests([address], () => sumUp(served))).length;
  const unchanged = await requestsOf();
  await change();
  const changed = await requestsOf();
  await change();
  const loop = await bareLoopOf(served.connectionString, (tables) => sumUp(served, tables));
  const pages = (rows: number) => Math.ceil(rows / 1_000);
  const turn = (work: () => Promise<unknown>) => async () => {
    await change();
    const { ms } = await timesOf(work);
    return { rate: served.streams / (ms / 1_000) };
  };
  const contenders = { pass: turn(() => sumUp(served)), loop: turn(loop) };
  const compared = await inRounds(rounds, contenders, rounds > 1 ? 1 : 0);
  const what = `${calls} calls, ${served.streams} media streams`;
  const counts: ReadonlyArray<Count> = [
    [`${calls} calls, nothing changed`, 'requests', unchanged, pages(calls) + REQUESTS_OF_A_PASS],
    [`${calls} calls, one changed`, 'requests', changed],
    [`${calls} calls, peak memory over idle`, 'bytes', overIdleBytes, MOST_BYTES_OVER_IDLE],
  ];
  const comparison = compare(compared, {
    what,
    unit: 'per second',
    figure: 'rate',
    ours: 'pass',
    bare: 'loop',
    aim: 'at least 0.70',
  });
  return { comparison, counts };
}
