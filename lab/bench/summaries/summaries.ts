/** What summing up a day takes: requests, memory, and time beside a bare loop that reads the same rows. */

import { forEachConcurrently } from '../../../src/language/for-each-concurrently.ts';
import { parseGuid } from '../../../src/language/identifiers.ts';
import { participantColumns } from '../../../src/people/seen-people.ts';
import { REQUESTS_AT_ONCE } from '../../../src/ports/storage.ts';
import { summedCallColumns } from '../../../src/summaries/calls-of-summary.ts';
import { classifiedStreams } from '../../../src/summaries/summed-stream.ts';
import { personRowKey } from '../../../src/tables/keys.ts';
import { type Count, comparisonTable, countTable } from '../findings.ts';
import { outgoingRequests } from '../outgoing-requests.ts';
import { endpoint } from '../pipeline.ts';
import { compare, inRounds } from '../rounds.ts';
import { timesOf } from '../times-of.ts';
import type { Measurement } from '../workbench.ts';
import { bareClient, MOST_BYTES_OVER_IDLE, memoryOf, type ServedDay } from './served-day.ts';
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
  const overIdleBytes = await memoryOf('sum up', served);
  const address = endpoint(served.connectionString, 'Table');
  const requestsOf = async () => (await outgoingRequests([address], () => sumUp(served))).length;
  const unchanged = await requestsOf();
  await change();
  const changed = await requestsOf();
  const pages = (rows: number) => Math.ceil(rows / 1_000);
  const turn = (work: () => Promise<unknown>) => async () => {
    await change();
    const { ms } = await timesOf(work);
    return { rate: served.streams / (ms / 1_000) };
  };
  const contenders = { pass: turn(() => sumUp(served)), loop: turn(() => readBarely(served)) };
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

/** The rows that the pass reads, by the Azure library with nothing around it. */
async function readBarely(served: ServedDay): Promise<void> {
  const { tenantId, day } = served;
  const partition = `${tenantId}_${day}`;
  const read = async (name: string, filter: string, columns: ReadonlyArray<string>) => {
    const queryOptions = { filter, select: ['PartitionKey', 'RowKey', ...columns] };
    const pages = bareClient(served, name)
      .listEntities<{ readonly IdentityId?: string }>({ queryOptions, disableTypeConversion: true })
      .byPage({ maxPageSize: 1_000 });
    const ofChangedHour: Array<{ readonly rowKey?: string; readonly IdentityId?: string }> = [];
    for await (const page of pages) {
      const isMeant = ({ rowKey = '' }) => name === 'Participants' || rowKey.startsWith(`${day}T00`);
      ofChangedHour.push(...page.filter(isMeant));
    }
    return ofChangedHour;
  };
  const calls = await read('CallsByDay', `PartitionKey eq '${partition}'`, summedCallColumns);
  if (calls.length === 0) throw new Error('no call starts in the hour that changes');
  await read(
    'MediaStreams',
    `PartitionKey ge '${partition}' and PartitionKey lt '${partition}~'`,
    Object.keys(classifiedStreams.columns),
  );
  const people = new Set<string>();
  await forEachConcurrently(calls, REQUESTS_AT_ONCE, async ({ rowKey = '' }) => {
    const filter = `PartitionKey eq '${rowKey.slice(-CALL_ID_LENGTH)}'`;
    const participants = await read('Participants', filter, Object.keys(participantColumns.columns));
    for (const { IdentityId } of participants) {
      const id = parseGuid(IdentityId);
      if (id !== undefined) people.add(id);
    }
  });
  const client = bareClient(served, 'People');
  await forEachConcurrently([...people], REQUESTS_AT_ONCE, async (id) => {
    // Guests are not there.
    await client.getEntity(tenantId, personRowKey(id)).catch(() => undefined);
  });
}

const CALL_ID_LENGTH = 36;
