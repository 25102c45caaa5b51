/** A user is excluded from a call, beside versions that come, ingests that do not know it yet, and the end of a process. */

import { liftExclusion } from '../../../src/forget/request.ts';
import type { CallRecordReading } from '../../../src/ports/graph.ts';
import { parseCallRecordBody } from '../../../src/record/call-record.ts';
import { beginRun } from '../../../src/status/one-run.ts';
import { childTableNames } from '../../../src/tables/declarations/index.ts';
import type { ExclusionKind } from '../../../src/withheld/exclusion.ts';
import { CALL_ID, firstVersion, readingOf, secondVersion } from '../../exploration/call-versions.ts';
import { ManualClock } from '../../manual-clock.ts';
import { hasEnded, LeftOut } from './left-out.ts';
import { broken, type Proof } from './proof.ts';

/** In every version, among the participants. */
const EXCLUDED = 'ben';
/** At an end of the last session alone. */
const LATE = 'zoe';

/** The version, with a last page of sessions that names a user whom nothing before it names. */
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

/** Did not join. */
const ORGANIZER = 'eve';

/** The version, with an organizer of whom Graph says the id of the entry and nothing else. */
function organizedById(): CallRecordReading {
  const reading = readingOf(firstVersion);
  const properties = { ...reading.record.properties, organizer_v2: { id: ORGANIZER, identity: null } };
  const opening = { request: 'record', text: JSON.stringify(properties) } as const;
  return { ...reading, record: parseCallRecordBody(properties), opening };
}

async function excluding(id: string, kind?: ExclusionKind): Promise<LeftOut> {
  const scene = new LeftOut();
  await scene.exclude(id, kind);
  return scene;
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
    const scene = await excluding(id);
    const isLater = await hasEnded(scene.ingest(reading(), { tables: scene.endingAt(last) }));
    const named = scene.naming(id);
    if (named.length > 0)
      return [broken('forgotten', `after request ${last}, ${id} stands in ${named.join(', ')}`)];
    if (!isLater) return [];
  }
}

export const exclusionProofs = {
  'a user is excluded, and a version of their call comes': async () => {
    const scene = await excluding(EXCLUDED);
    await scene.ingest(readingOf(firstVersion));
    return left(scene, 'after it came');
  },

  'a user is excluded who appears on the last page of sessions alone': async () => {
    const scene = await excluding(LATE);
    await scene.ingest(withLatePage());
    return left(scene, 'in the end');
  },

  'a process ends at any request about a call of an excluded user': () =>
    endingAnywhere(EXCLUDED, () => readingOf(firstVersion)),

  'a process ends at any request about a call that names an excluded user on its last page alone': () =>
    endingAnywhere(LATE, withLatePage),

  'an ingest that did not know of an exclusion commits minutes later': async () => {
    const scene = await excluding(EXCLUDED);
    await scene.unknownForMinutes();
    return left(scene, 'in the end');
  },

  'an organizer is excluded, and a call comes that names them by the id of the entry alone': async () => {
    const scene = await excluding(ORGANIZER, 'organizer');
    await scene.ingest(organizedById());
    return left(scene, 'after it came');
  },

  'an organizer is excluded from a stored call that names them by the id of the entry alone': async () => {
    const scene = new LeftOut();
    await scene.ingest(organizedById());
    await scene.exclude(ORGANIZER, 'organizer');
    scene.passAnHour();
    await scene.untilFinished();
    return left(scene, 'in the end');
  },

  'a user is excluded from a call whose document is damaged': async () => {
    const scene = new LeftOut();
    await scene.ingestUnknowing(firstVersion);
    for (const row of scene.tables.rows('CallRecordDocuments'))
      await scene.tables.table('CallRecordDocuments').delete(row);
    await scene.exclude(EXCLUDED);
    scene.passAnHour();
    await scene.untilFinished();
    return left(scene, 'in the end');
  },

  'two runs of forget meet whose clocks differ by a second': async () => {
    const { store, clock } = new LeftOut();
    const ahead = new ManualClock(new Date(clock.now().getTime() + 1_000));
    const begin = [await beginRun({ ...store, clock: ahead }, 'forget'), await beginRun(store, 'forget')];
    return begin.every(Boolean) ? [broken('forgotten', 'both begin')] : [];
  },

  'an exclusion is lifted while a call is withheld': async () => {
    const scene = new LeftOut();
    await scene.ingestUnknowing(firstVersion);
    await scene.exclude(EXCLUDED);
    scene.passAnHour();
    await hasEnded(scene.run(scene.endingAtHead('replace', 'after')));
    const { store, tables } = scene;
    for (const { rowKey } of tables.rows('Withheld')) await liftExclusion(store, rowKey);
    scene.passAnHour();
    await scene.untilFinished();
    const rows = JSON.stringify(tables.rows('Withheld').map(({ cells }) => cells));
    return rows.includes(CALL_ID)
      ? [broken('forgotten', 'the row of a lifted exclusion names the call')]
      : [];
  },
} as const satisfies Readonly<Record<string, Proof>>;
