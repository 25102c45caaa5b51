/** How many rows wait for people or for time, also where there are more than anybody counts. */

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { countDeadLetters } from '../../src/health/count-dead-letters.ts';
import { countPending, MOST_ROWS_COUNTED } from '../../src/health/count-pending.ts';
import { type DateTime, toDateTime } from '../../src/language/date-time.ts';
import { parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Cell } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';

const clock = new ManualClock();
const tenantId = parseTenantId('0b1f2e3d-4c5b-4a69-8877-665544332211') as TenantId;

const text = (value: string): Cell => ({ type: 'String', value });
const time = (value: DateTime): Cell => ({ type: 'DateTime', value });
const hoursAgo = (hours: number) => toDateTime(new Date(clock.now().getTime() - hours * 3_600_000));

async function fill(
  tables: MemoryTables,
  table: TableName,
  partitionKey: string,
  rows: ReadonlyArray<Readonly<Record<string, Cell>>>,
): Promise<void> {
  for (const [number, cells] of rows.entries()) {
    await tables.table(table).upsert({ partitionKey, rowKey: String(number).padStart(6, '0'), cells });
  }
}

describe('dead letters', () => {
  const dead = (DeadAt: Cell, state = 'operator') => ({ State: text(state), DeadAt });
  const count = async (rows: ReadonlyArray<Readonly<Record<string, Cell>>>) => {
    const tables = createMemoryTables();
    await fill(tables, 'DeadLetters', 'call-records', rows);
    await fill(tables, 'DeadLetters', 'notifications', [dead(time(hoursAgo(1)))]);
    return await countDeadLetters(createStore({ tables, tenantId, clock }));
  };

  it('are those that nothing has been done about, and recent for a day', async () => {
    const CallId: Cell = { type: 'Guid', value: 'e523d2ed-2966-4b6b-925b-754a88034cc5' };
    const rows = [
      { ...dead(time(hoursAgo(30))), CallId },
      dead(time(hoursAgo(24)), 'waiting'),
      { ...dead(time(hoursAgo(2)), 'replayed'), CallId },
      { ...dead(time(hoursAgo(2)), 'stored'), CallId },
      { ...dead(time(hoursAgo(2)), 'dismissed'), CallId },
      dead(time(hoursAgo(2))),
    ];
    expect(await count(rows)).toEqual({ unresolved: 5, ofCalls: 2, recent: 4, stopped: false });
  });

  it('may be recent when their time cannot be read', async () => {
    expect(await count([dead(text('yesterday'))])).toEqual({
      unresolved: 2,
      ofCalls: 0,
      recent: 2,
      stopped: false,
    });
  });

  it('that are recent are counted even behind more old ones than are counted', async () => {
    const old = Array.from({ length: MOST_ROWS_COUNTED + 1_000 }, () => dead(time(hoursAgo(48))));
    const counts = await count([...old, dead(time(hoursAgo(1))), dead(time(hoursAgo(3)))]);
    expect(counts).toEqual({ unresolved: MOST_ROWS_COUNTED + 1, ofCalls: 0, recent: 3, stopped: true });
  });
});

describe('pending calls', () => {
  it('are counted up to a number, and say that there may be more', async () => {
    const tables = createMemoryTables();
    const waiting = { State: text('waiting'), NextAttemptAt: time(hoursAgo(1)) };
    const rows = Array.from({ length: MOST_ROWS_COUNTED + 1_000 }, () => waiting);
    await fill(tables, 'PendingCallRecords', tenantId, rows);
    const counts = await countPending(createStore({ tables, tenantId, clock }), undefined);
    expect(counts).toMatchObject({ waiting: MOST_ROWS_COUNTED, unreadable: 0, stopped: true });
    expect(counts.times.oldestDueAt).toEqual(new Date(clock.now().getTime() - 3_600_000));
  });

  it('that wait are counted behind more that were given up than are counted', async () => {
    const tables = createMemoryTables();
    const unavailable = { State: text('unavailable'), NextAttemptAt: time(hoursAgo(1)) };
    const waiting = { State: text('waiting'), NextAttemptAt: time(hoursAgo(2)) };
    const rows = [...Array.from({ length: MOST_ROWS_COUNTED + 1_000 }, () => unavailable), waiting];
    await fill(tables, 'PendingCallRecords', tenantId, rows);
    const counts = await countPending(createStore({ tables, tenantId, clock }), undefined);
    expect(counts).toMatchObject({ waiting: 1, unavailable: MOST_ROWS_COUNTED, stopped: true });
    expect(counts.times.oldestDueAt).toEqual(new Date(clock.now().getTime() - 2 * 3_600_000));
  });
});
