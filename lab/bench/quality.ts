/** What `./callrecords quality` over a month takes: requests to the storage emulator, and time. */

import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { RULE_SET } from '../../src/classify/rules.ts';
import { createStreamTally } from '../../src/classify/tally.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { type Day, daysFrom, parseDay } from '../../src/language/day.ts';
import type { TenantId } from '../../src/language/identifiers.ts';
import type { Store } from '../../src/rows/store.ts';
import { readQuality } from '../../src/summaries/read-quality.ts';
import {
  type QualitySummaryValues,
  qualitySummaries,
} from '../../src/tables/declarations/quality-summaries.ts';
import { dayPartition, summaryRowKey } from '../../src/tables/keys.ts';
import { inBatches } from '../../src/tables/row-limits.ts';
import { toCells } from '../../src/tables/table.ts';
import { storeOf } from './account.ts';
import { countTable } from './findings.ts';
import { outgoingRequests } from './outgoing-requests.ts';
import { endpoint } from './pipeline.ts';
import { inRounds, median } from './rounds.ts';
import { timesOf } from './times-of.ts';
import type { Measurement } from './workbench.ts';

/** Of an organisation with many sites; most tenants have a tenth. */
const NETWORKS_A_DAY = 1_000;
const FROM = parseDay('2026-11-01') as Day;
const TO = parseDay('2026-11-30') as Day;
const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90' as TenantId;

/** The total and a page of a day; once the imports of building files. */
const REQUESTS_OF_A_DAY = 2;
const OTHER_REQUESTS = 1;

/** Who asks waits for the answer. */
const MOST_MS = 3_000;

export const quality: Measurement = {
  name: 'quality',
  title: 'Asking where the problem is',
  async run(workbench) {
    const connectionString = await workbench.freshAccount();
    await createAzureTables({ connectionString }).createAll();
    const store = storeOf({ connectionString, tenantId: TENANT });
    const days = [...daysFrom(FROM, TO)];
    for (const day of days) await writeSummary(store, day);
    const ask = async () => {
      const { values } = await readQuality(store, { by: 'network', medium: 'audio', from: FROM, to: TO });
      if (values.length !== NETWORKS_A_DAY) throw new Error(`${values.length} networks were read`);
    };
    const requests = await outgoingRequests([endpoint(connectionString, 'Table')], ask);
    const measured = await inRounds(workbench.rounds, { ours: () => timesOf(ask) });
    const what = `${days.length} days with ${NETWORKS_A_DAY} networks each`;
    return [
      countTable([
        [`${what}: tables`, 'requests', requests.length, REQUESTS_OF_A_DAY * days.length + OTHER_REQUESTS],
        [`${what}: until it is answered`, 'ms', median(measured.map(({ ours }) => ours.ms)), MOST_MS],
        [`${what}: time of the processor`, 'ms', median(measured.map(({ ours }) => ours.cpuMs))],
      ]),
    ];
  },
};

/** As `summarize` writes them, with other numbers. */
async function writeSummary(store: Store, day: Day): Promise<void> {
  const networks = Array.from({ length: NETWORKS_A_DAY }, (_, n) =>
    rowOf(day, 'network', `10.${n >> 8}.${n & 255}.0`, n),
  );
  const total = rowOf(day, 'total', undefined, NETWORKS_A_DAY);
  for (const rows of inBatches([...networks, total])) {
    await store.table('QualitySummaries').batch(rows.map((row) => ({ kind: 'upsert', row })));
  }
}

function rowOf(day: Day, dimension: string, value: string | undefined, n: number) {
  const values: QualitySummaryValues = {
    Dimension: dimension,
    Value: value,
    ...createStreamTally().counts,
    AudioGoodStreamCount: 100 + n,
    AudioPoorStreamCount: n % 7,
    AudioUnclassifiedStreamCount: 3,
    AudioBecause: '{"packetLoss":4,"jitter":2}',
    CallCount: 20 + n,
    PersonCount: 10 + (n % 40),
    SessionCount: 40 + n,
    DroppedSessionCount: 0,
    Digest: 'd'.repeat(64),
    SummedAt: toDateTime(new Date()),
    RuleSet: RULE_SET,
  };
  return {
    partitionKey: dayPartition(TENANT, day),
    rowKey: summaryRowKey(dimension, value),
    cells: toCells(qualitySummaries, values),
  };
}
