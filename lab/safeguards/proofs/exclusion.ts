/** Somebody is excluded from a call, beside versions that come, ingests that do not know it yet, and the end of a process. */

import type { CallRecordReading } from '../../../src/ports/graph.ts';
import { childTableNames } from '../../../src/tables/declarations/index.ts';
import { NOTHING_WITHHELD } from '../../../src/withheld/withheld.ts';
import { firstVersion, readingOf, secondVersion } from '../../exploration/call-versions.ts';
import { HOUR_MINUTES, hasEnded, LeftOut } from './left-out.ts';
import { broken, type Proof } from './proof.ts';

/** In every version, among the participants. */
const EXCLUDED = 'ben';
/** At an end of the last session alone. */
const LATE = 'zoe';

/** The version, with a last page of sessions on which somebody is whom nothing before it names. */
function withLatePage(): CallRecordReading {
  const reading = readingOf(secondVersion);
  const caller = { identity: { user: { id: LATE } } };
  const members = [{ id: LATE, modalities: ['audio'], caller, segments: [] }];
  return {
    ...reading,
    async *sessionPages() {
      yield* reading.sessionPages();
      yield { members, answers: [{ request: 'sessions', text: JSON.stringify({ value: members }) }] };
    },
  };
}

/** Rows of the call but its head and the row that lists it. */
function left({ tables }: LeftOut, when: string) {
  const places = [...childTableNames, 'CallsByUser' as const].flatMap((name) =>
    tables.rows(name).map(({ rowKey }) => `${name} ${rowKey}`),
  );
  return places.length === 0
    ? []
    : [broken('forgotten', `${when}: of an excluded call stand ${places.join(', ')}`)];
}

async function endingAnywhere(id: string, reading: () => CallRecordReading) {
  for (let last = 1; ; last += 1) {
    const scene = new LeftOut();
    await scene.exclude(id);
    const ingested = scene.ingest(reading(), await scene.known(), { tables: scene.endingAt(last) });
    const isLater = await hasEnded(ingested);
    const named = scene.naming(id);
    if (named.length > 0)
      return [broken('forgotten', `after request ${last}, ${id} stands in ${named.join(', ')}`)];
    if (!isLater) return [];
  }
}

export const exclusionProofs = {
  'somebody is excluded, and a version of their call comes': async () => {
    const scene = new LeftOut();
    await scene.exclude(EXCLUDED);
    await scene.ingest(readingOf(firstVersion), await scene.known());
    return left(scene, 'after it came');
  },

  'somebody is excluded who shows on the last page of sessions alone': async () => {
    const scene = new LeftOut();
    await scene.exclude(LATE);
    await scene.ingest(withLatePage(), await scene.known());
    return left(scene, 'in the end');
  },

  'a process ends at any request about a call of somebody who is excluded': () =>
    endingAnywhere(EXCLUDED, () => readingOf(firstVersion)),

  'a process ends at any request about a call that names somebody who is excluded on its last page alone':
    () => endingAnywhere(LATE, withLatePage),

  'an ingest that did not know of an exclusion commits minutes later': async () => {
    const scene = new LeftOut();
    await scene.exclude(EXCLUDED);
    for (let runs = 0; runs < 3; runs += 1) {
      scene.clock.advance({ minutes: 3 });
      await scene.run();
    }
    await scene.ingest(readingOf(secondVersion), NOTHING_WITHHELD);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await scene.untilFinished();
    return left(scene, 'in the end');
  },
} as const satisfies Readonly<Record<string, Proof>>;
