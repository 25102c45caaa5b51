/** The explorer over the tables that this run fills: calls show in it as they are stored. */

import { systemRandom } from '../../src/adapters/system.ts';
import type { OpenStore } from '../../src/cli/deployment/open-store.ts';
import { reportFromTables } from '../../src/health/report-from-tables.ts';
import type { Day } from '../../src/language/day.ts';
import { machineZone } from '../../src/language/period.ts';
import { type ServedPage, servePage } from '../../src/page/serve.ts';
import { SHORT_LATENCY_MINUTES } from './host-environment.ts';

/** `opensWith`: the day over which the calls are dated. `withoutPersons`: PAGE_WITHOUT_PERSONS. */
export async function serveExplorer(
  { store, queue }: Pick<OpenStore, 'store' | 'queue'>,
  { opensWith, withoutPersons }: { readonly opensWith: Day; readonly withoutPersons: boolean },
): Promise<ServedPage> {
  const expected = { latencyWindowMinutes: SHORT_LATENCY_MINUTES, hasHostStorage: true };
  return await servePage({
    store,
    account: 'devstoreaccount1',
    zone: machineZone(),
    withoutPersons,
    opensWith,
    port: 0,
    random: systemRandom,
    command: (typed) => typed,
    readStatus: () => reportFromTables({ store, queue, ...expected }),
    report: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
}
