/** A user is erased from a call, beside late versions, attempts that ended, and the end of the process at any request. */

import type { CallRecordReading } from '../../../src/ports/graph.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { settleStored } from '../../../src/store/rebuild.ts';
import { settleFound } from '../../../src/store/settle.ts';
import { LIMITS, NOTHING_WITHHELD, readWithheld } from '../../../src/withheld/withheld.ts';
import { CALL_ID, firstVersion, PLACE, readingOf, secondVersion } from '../../exploration/call-versions.ts';
import { hasEnded, LeftOut, RUN_EVERY_MINUTES } from './left-out.ts';
import { broken, type Proof } from './proof.ts';

/** In every version, and the organizer too. */
const ERASED = 'ada';
/** In every version, too. No head names them, so only hints lead to their calls. */
const PARTICIPANT = 'ben';

/** A scene in which an erasure was asked for an hour ago, of a call that was stored by then as `store` says. */
async function erasedAnHourAgo(
  store: (scene: LeftOut) => Promise<unknown> = storeFirst,
  erased = ERASED,
): Promise<LeftOut> {
  const scene = new LeftOut();
  await store(scene);
  await scene.erase(erased);
  scene.passAnHour();
  return scene;
}

/** Of the organizer, as the last session says. */
const TELEPHONE = '+15555550123';

/** The first version, with a session that names the telephone alone, and one that says whose it is. */
function withTelephone(): CallRecordReading {
  const reading = readingOf(firstVersion);
  const phone = { id: TELEPHONE };
  const members = [{ phone }, { phone, user: { id: ERASED } }].map((identity, index) => ({
    id: `session ${index}`,
    caller: { identity },
    segments: [],
  }));
  return {
    ...reading,
    async *sessionPages() {
      for (const session of members) {
        const text = JSON.stringify({ value: [session] });
        yield { members: [session], answers: [{ request: 'sessions', text }] };
      }
    },
  };
}

function storeFirst(scene: LeftOut): Promise<void> {
  return scene.ingestUnknowing(firstVersion);
}

/** Nothing else of the call is stored: the attempt committed, and ended before it settled. */
function commitWithoutSettling(scene: LeftOut, version = firstVersion): Promise<boolean> {
  return hasEnded(scene.ingestUnknowing(version, { tables: scene.endingAtHead('insert', 'after') }));
}

function found(scene: LeftOut, when: string, erased = ERASED) {
  const places = scene.naming(erased);
  return places.length === 0
    ? []
    : [broken('forgotten', `${when}: the erased person stands in ${places.join(', ')}`)];
}

export const erasureProofs = {
  'a user is erased, and a version comes later': async () => {
    const scene = await erasedAnHourAgo();
    await scene.untilFinished();
    await scene.ingest(readingOf(secondVersion));
    return found(scene, 'after a later version');
  },

  'a telephone stands alone before it is said whose it is': async () => {
    const scene = new LeftOut();
    await scene.erase(ERASED);
    await scene.ingest(withTelephone());
    return found(scene, 'in the end', TELEPHONE);
  },

  'an ingest that did not know of an erasure commits minutes later': async () => {
    const scene = new LeftOut();
    await scene.erase(ERASED);
    await scene.unknownForMinutes();
    return found(scene, 'in the end');
  },

  'an ingest stands still across a whole erasure': async () => {
    const scene = new LeftOut();
    await scene.ingestReading(async () => {
      scene.passAnHour();
      await scene.erase(ERASED);
      scene.passAnHour();
      await scene.untilFinished();
      return readingOf(firstVersion);
    });
    return found(scene, 'after it went on');
  },

  'a settle that read a call before it was stored again writes hints later': async () => {
    const scene = await erasedAnHourAgo();
    let passes: Promise<void> | undefined;
    let isOver = false;
    const slow = scene.tables.seenThrough(async ({ table, operation, phase }) => {
      if (isOver) throw new Error('the process ends');
      if (table !== 'CallsByUser' || operation !== 'upsert') return;
      if (phase === 'after') isOver = true;
      else {
        passes ??= twoRuns(scene);
        await passes;
      }
    });
    const { store } = scene.through(slow);
    await hasEnded(settleFound(store, PLACE, NOTHING_WITHHELD));
    await scene.untilFinished();
    return found(scene, 'in the end');
  },

  'the commit of a call is settled after the last pass': async () => {
    const scene = await erasedAnHourAgo(commitWithoutSettling, PARTICIPANT);
    await scene.untilFinished();
    await scene.ingest(readingOf(firstVersion));
    return found(scene, 'after the message has come again', PARTICIPANT);
  },

  'the commit of a call is settled after the last pass, by a message to which Graph shows an older version':
    async () => {
      const scene = await erasedAnHourAgo(
        (before) => commitWithoutSettling(before, secondVersion),
        PARTICIPANT,
      );
      await scene.untilFinished();
      await scene.ingest(readingOf(firstVersion));
      return found(scene, 'after an older version was shown', PARTICIPANT);
    },

  'the commit of a call that Graph no longer shows is settled after the last pass': async () => {
    const scene = await erasedAnHourAgo(commitWithoutSettling, PARTICIPANT);
    await scene.untilFinished();
    await settleStored(scene.through(scene.tables), CALL_ID);
    return found(scene, 'after it was settled', PARTICIPANT);
  },

  'a user is erased from a call above whose head an attempt ended': async () => {
    const scene = await erasedAnHourAgo(async (before) => {
      await storeFirst(before);
      const tables = before.endingAtHead('replace', 'before');
      await hasEnded(before.ingestUnknowing(secondVersion, { tables, attemptedBefore: false }));
    });
    await scene.untilFinished();
    return found(scene, 'in the end');
  },

  'storage refuses to delete a row of a call that has been stored again': async () => {
    const scene = await erasedAnHourAgo();
    let isSwapped = false;
    const refusing = scene.tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'CallRecords' && operation === 'replace' && phase === 'after') isSwapped = true;
      if (isSwapped && table === 'Participants' && operation === 'batch' && phase === 'before')
        throw new StorageFailure('refused', { status: 400 });
    });
    await scene.run(refusing);
    await scene.untilFinished();
    return found(scene, 'in the end');
  },

  'a user is erased from a call that is not kept any more': async () => {
    const scene = new LeftOut();
    await storeFirst(scene);
    scene.clock.advance({ minutes: 30 * 24 * 60 });
    const before = '2026-12-01';
    await scene.store.withheld.upsert(LIMITS, { KeepDays: 3, RefusedBefore: before, DeletedBefore: before });
    await scene.erase(ERASED);
    scene.passAnHour();
    await scene.untilFinished();
    const { erasures } = await readWithheld(scene.store);
    return erasures.some(({ values }) => values.Calls !== 0)
      ? [broken('forgotten', 'a call that is left to retention counts as stored again')]
      : [];
  },

  'an erasure ends at any request': async () => {
    for (let last = 1; ; last += 1) {
      const scene = await erasedAnHourAgo();
      const isLater = await hasEnded(scene.run(scene.endingAt(last)));
      await scene.untilFinished();
      const violations = found(scene, `the process ended after request ${last}`);
      if (violations.length > 0 || !isLater) return violations;
    }
  },
} as const satisfies Readonly<Record<string, Proof>>;

async function twoRuns(scene: LeftOut): Promise<void> {
  await scene.run();
  scene.clock.advance({ minutes: RUN_EVERY_MINUTES });
  await scene.run();
}
