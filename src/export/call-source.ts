/** The tables of the calls of a day. */

import type { Day } from '../language/day.ts';
import type { NetworkLookup } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import type { MediaStreamValues } from '../tables/declarations/media-streams.ts';
import { withBuildings } from './buildings.ts';
import { rowsOfCalls } from './call-rows.ts';
import type { ExportedTableName } from './exported-tables.ts';
import type { Gate, GivenOut } from './gate.ts';
import { readListedCalls } from './listed-calls.ts';
import { digestOf, type Source, type TableRows } from './source.ts';

export interface CallSource extends Source, Omit<GivenOut, 'calls'> {
  readonly calls: number;
}

/** Reads which calls there are. Their rows are read later, and may then be of newer versions: the next run sees that. */
export async function readCallSource(
  store: Store,
  networks: NetworkLookup,
  gate: Gate,
  day: Day,
): Promise<CallSource> {
  const { calls, ...given } = await gate(day, await readListedCalls(store, day));
  const place = { networks, day, tenantId: store.tenantId };
  async function* read(tables: ReadonlySet<ExportedTableName>): AsyncGenerator<TableRows> {
    for await (const { table, rows } of rowsOfCalls(store, calls, tables)) {
      if (table !== 'MediaStreams') yield { table, rows };
      else yield { table, rows: rows.map((row) => withBuildings(row as MediaStreamValues, place)) };
    }
  }
  return {
    ...given,
    calls: calls.length,
    digest: digestOf(calls.map(({ callId, generation }) => `${callId} ${generation}`)),
    isEmpty: calls.length === 0,
    read,
  };
}
