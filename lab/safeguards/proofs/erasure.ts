/** Somebody is erased from a call, beside late versions, attempts that ended, and the end of the process at any request. */

import { StorageFailure } from '../../../src/ports/storage.ts';
import { settleStored } from '../../../src/store/rebuild.ts';
import { settleFound } from '../../../src/store/settle.ts';
import { NOTHING_WITHHELD } from '../../../src/withheld/withheld.ts';
import { CALL_ID, firstVersion, PLACE, readingOf, secondVersion } from '../../exploration/call-versions.ts';
import { HOUR_MINUTES, hasEnded, LeftOut, RUN_EVERY_MINUTES } from './left-out.ts';
import { broken, type Proof } from './proof.ts';

/** In every version, and the organizer too. */
const ERASED = 'ada';

function found(scene: LeftOut, when: string) {
  const places = scene.naming(ERASED);
  return places.length === 0
    ? []
    : [broken('forgotten', `${when}: the erased person stands in ${places.join(', ')}`)];
}

/** Of which nothing else is stored: it committed, and ended before it settled. */
async function committedNotSettled(scene: LeftOut): Promise<void> {
  const tables = scene.tables.seenThrough(({ table, operation, phase }) => {
    if (table === 'CallRecords' && operation === 'insert' && phase === 'after')
      throw new Error('the process ends');
  });
  await hasEnded(scene.ingest(readingOf(firstVersion), NOTHING_WITHHELD, { tables }));
}

export const erasureProofs = {
  'somebody is erased, and a version comes later': async () => {
    const scene = new LeftOut();
    await scene.ingest(readingOf(firstVersion), NOTHING_WITHHELD);
    await scene.erase(ERASED);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await scene.untilFinished();
    await scene.ingest(readingOf(secondVersion), await scene.known());
    return found(scene, 'after a later version');
  },

  'an ingest that did not know of an erasure commits minutes later': async () => {
    const scene = new LeftOut();
    await scene.erase(ERASED);
    for (let runs = 0; runs < 3; runs += 1) {
      scene.clock.advance({ minutes: 3 });
      await scene.run();
    }
    await scene.ingest(readingOf(secondVersion), NOTHING_WITHHELD);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await scene.untilFinished();
    return found(scene, 'in the end');
  },

  'a settle that read a call before it was stored again writes hints later': async () => {
    const scene = new LeftOut();
    await scene.ingest(readingOf(firstVersion), NOTHING_WITHHELD);
    await scene.erase(ERASED);
    scene.clock.advance({ minutes: HOUR_MINUTES });
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
    const scene = new LeftOut();
    await committedNotSettled(scene);
    await scene.erase(ERASED);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await scene.untilFinished();
    await scene.ingest(readingOf(firstVersion), await scene.known());
    return found(scene, 'after the message has come again');
  },

  'the commit of a call that Graph no longer shows is settled after the last pass': async () => {
    const scene = new LeftOut();
    await committedNotSettled(scene);
    await scene.erase(ERASED);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await scene.untilFinished();
    await settleStored(scene.through(scene.tables), CALL_ID);
    return found(scene, 'after it was settled');
  },

  'somebody is erased from a call above whose head an attempt ended': async () => {
    const scene = new LeftOut();
    await scene.ingest(readingOf(firstVersion), NOTHING_WITHHELD);
    const tables = scene.tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'CallRecords' && operation === 'replace' && phase === 'before')
        throw new Error('the process ends');
    });
    const ended = scene.ingest(readingOf(secondVersion), NOTHING_WITHHELD, {
      tables,
      attemptedBefore: false,
    });
    await hasEnded(ended);
    await scene.erase(ERASED);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await scene.untilFinished();
    return found(scene, 'in the end');
  },

  'storage refuses to delete a row of a call that has been stored again': async () => {
    const scene = new LeftOut();
    await scene.ingest(readingOf(firstVersion), NOTHING_WITHHELD);
    await scene.erase(ERASED);
    scene.clock.advance({ minutes: HOUR_MINUTES });
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

  'an erasure ends at any request': async () => {
    for (let last = 1; ; last += 1) {
      const scene = new LeftOut();
      await scene.ingest(readingOf(firstVersion), NOTHING_WITHHELD);
      await scene.erase(ERASED);
      scene.clock.advance({ minutes: HOUR_MINUTES });
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
