/** The timer forget over tables in memory, in virtual time. */

import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import type { Forgetting } from '../../src/forget/pass.ts';
import { silentLog } from '../../src/logs/log.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { readWithheld, type Withheld } from '../../src/withheld/withheld.ts';
import { tenantId } from '../store/call-in-store.ts';
import { everythingIn } from './held.ts';

export const HOUR = { minutes: 60 };

export class ForgetTimer {
  readonly clock = new ManualClock('2026-11-24T09:00:00Z');
  readonly tables: MemoryTables = createMemoryTables();

  /** What a process works with that sees the tables so. */
  working(through: Tables = this.tables): Forgetting {
    const store = createStore({ tables: through, tenantId, clock: this.clock });
    return { store, random: systemRandom, door: createDoor(store), log: silentLog };
  }

  known(): Promise<Withheld> {
    return readWithheld(this.working().store);
  }

  async isFinished(): Promise<boolean> {
    const { erasures, exclusions } = await this.known();
    return [...erasures, ...exclusions].every(({ values }) => values.FinishedAt !== undefined);
  }

  /** Runs it each hour until the last pass has found nothing, a day long at most. */
  async untilFinished(): Promise<void> {
    for (let hour = 0; hour < 24 && !(await this.isFinished()); hour += 1) {
      this.clock.advance(HOUR);
      await forget(this.working());
    }
  }

  /** Rows that name them, but for those that ask for it. */
  naming(id: string): ReadonlyArray<string> {
    const rows = everythingIn(this.tables).split('\n');
    // Digits of a random number may read `ada`.
    const text = id.toLowerCase().replaceAll(/[^\w]/g, '\\$&');
    const named = new RegExp(`(?<![0-9a-f])${text}(?![0-9a-f])`);
    return rows.filter((row) => !row.startsWith('withheld ') && named.test(row));
  }
}
