/** A dead letter of a call whose version is stored again from its document, or read from Graph, since. In virtual time. */

import { expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { writeDeadLetter } from '../../src/dead-letters/dead-letter.ts';
import { replayDeadLetters } from '../../src/dead-letters/replay-dead-letters.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore } from '../../src/rows/store.ts';
import { storeFromDocument } from '../../src/store/rebuild.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { createDoor } from '../../src/withheld/door.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import { callId, readingOf, tenantId, type Version } from '../store/call-in-store.ts';

const MINUTE = { minutes: 1 };

function callWithLetter() {
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const tables = createMemoryTables();
  const store = createStore({ tables, tenantId, clock });
  const replaying = { store, random: systemRandom, door: createDoor(store), log: silentLog };
  return {
    async read(shown: Version, { rewrite = false, hoursAhead = 0 } = {}): Promise<void> {
      clock.advance(MINUTE);
      const ahead = new ManualClock(new Date(clock.now().getTime() + hoursAhead * 3_600_000).toISOString());
      const store = createStore({ tables, tenantId, clock: ahead });
      const options = { rewrite, attemptedBefore: false, withheld: NOTHING_WITHHELD };
      const { kind } = await storeCallRecord(store, systemRandom, readingOf(shown), options);
      expect(kind).toBe('stored');
    },
    /** As the timer forget and a rebuild do. */
    async storeFromDocument(): Promise<void> {
      clock.advance(MINUTE);
      expect(await storeFromDocument(replaying, callId)).toBe(true);
    },
    async giveUp(): Promise<void> {
      clock.advance(MINUTE);
      await writeDeadLetter(store, silentLog, {
        source: 'call-records',
        messageId: 'of the next version',
        receivedAt: clock.now(),
        reason: 'given up on',
        body: { callId },
        callId,
        mayReplay: true,
      });
    },
    async stateAfterReplay(): Promise<unknown> {
      clock.advance(MINUTE);
      await replayDeadLetters(replaying);
      return tables.rows('DeadLetters')[0]?.cells.State?.value;
    },
  };
}

test('a dead letter about a version that was not read stays open when the version before is stored again from its document', async () => {
  const call = callWithLetter();
  await call.read({ version: 1 });
  await call.giveUp();
  await call.storeFromDocument();
  expect(await call.stateAfterReplay()).toBe('waiting');
});

test('a dead letter stays open when the version before was stored by a clock that was days ahead', async () => {
  const call = callWithLetter();
  await call.read({ version: 1 }, { hoursAhead: 80 });
  await call.giveUp();
  expect(await call.stateAfterReplay()).toBe('waiting');
});

test.each([
  ['the next version is read from Graph', { version: 2 }, false],
  ['the same version is read from Graph again', { version: 1 }, true],
] as const)(
  'a dead letter is closed once %s, also if that was stored again from its document since',
  async (_which, shown, rewrite) => {
    const call = callWithLetter();
    await call.read({ version: 1 });
    await call.giveUp();
    await call.read(shown, { rewrite });
    await call.storeFromDocument();
    expect(await call.stateAfterReplay()).toBe('stored');
  },
);
