/** How often an alert about quality is chance alone. */

import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Random } from '../../lab/random.ts';
import { DAY_MS, HOUR_MS } from '../../src/language/milliseconds.ts';
import { isAboveTarget, POOR_AUDIO_TARGET } from '../../src/summaries/poor-share.ts';
import { type Row, runQuery } from './run-query.ts';

const DAYS = 1_000;
const NETWORKS = 30;
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** Poor streams that have no cause, as the simulated tenant has them: as many as the strictest target allows. */
const BASE_SHARE = 0.02;

/** As summarize reports the day, in the night after it. */
function eventsOf(day: number, random: Random): ReadonlyArray<Row> {
  return Array.from({ length: NETWORKS }, (_, network) => {
    const own = random.fork(day, network);
    const streams = own.integer(20, 400);
    const poor = Array.from({ length: streams }, () => own.chance(BASE_SHARE)).filter((is) => is).length;
    return { network: `10.0.${network}.0`, streams, poor };
  })
    .filter(({ streams, poor }) =>
      isAboveTarget({ good: streams - poor, poor, people: 5 }, POOR_AUDIO_TARGET.inside),
    )
    .map(({ network, streams, poor }) => ({
      TimeGenerated: new Date(FIRST_DAY + day * DAY_MS + 27 * HOUR_MS),
      Message: JSON.stringify({
        event: 'networkQuality',
        day: new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10),
        network,
        streams,
        poor,
      }),
    }));
}

it('chance alone mails at most once in a hundred days, in a thousand days on thirty networks without a cause', async () => {
  const query = await readFile('infra/queries/network-poor.kql', 'utf8');
  const seed = Number(process.env.CHANCE_SEED ?? 1);
  const random = Random.seeded(seed);
  const days = Array.from({ length: DAYS }, (_, day) => eventsOf(day, random));
  const mails = days.flatMap((events, day) => {
    const before = days[day - 1] ?? [];
    return events.length === 0 || before.length === 0
      ? []
      : runQuery(query, { AppTraces: [...before, ...events] });
  });
  const what = `seed ${seed}: ${days.flat().length} networks above their target on a day, ${mails.length} mails`;
  process.stdout.write(`${what}\n`);
  expect(days.flat().length, what).toBeGreaterThan(0);
  expect(mails.length, what).toBeLessThanOrEqual(DAYS / 100);
}, 60_000);
