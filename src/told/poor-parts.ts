/** Which of a person's streams were poor, and when. */

import { type Medium, mediums } from '../classify/media-kind.ts';
import type { DateTime } from '../language/date-time.ts';
import { ENDS } from './columns.ts';
import type { Person } from './people.ts';
import { otherEnd, type PoorStream } from './poor-streams.ts';
import { mediumNames } from './words.ts';

export interface PoorPart {
  readonly from: DateTime | undefined;
  readonly to: DateTime | undefined;
}

/** The poor streams of each person by the time in which they flowed, the earliest first. */
export function poorPartsOf(streams: ReadonlyArray<PoorStream>, person: Person): ReadonlyArray<PoorPart> {
  const byTime = Map.groupBy(ofPerson(streams, person), ({ from = '', to = '' }) => `${from} ${to}`);
  return [...byTime]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, [first]]) => (first === undefined ? [] : [{ from: first.from, to: first.to }]));
}

/** `received audio, sent video`, in this order, each once. */
export function whatWasPoor(streams: ReadonlyArray<PoorStream>, person: Person): string {
  const there = new Set(ofPerson(streams, person).map((stream) => directedMedium(stream, person)));
  const all = ['received ', 'sent ', ''].flatMap((direction) =>
    mediums.map((medium) => wordsOf(direction, medium)),
  );
  return all.filter((words) => there.has(words)).join(', ');
}

function ofPerson(streams: ReadonlyArray<PoorStream>, person: Person): ReadonlyArray<PoorStream> {
  return streams.filter(({ ends }) => ENDS.some((end) => ends[end].person === person));
}

/** `received audio`, as the person had it. */
function directedMedium({ medium, sentBy, ends }: PoorStream, person: Person): string {
  if (sentBy === undefined) return wordsOf('', medium);
  if (ends[sentBy].person === person) return wordsOf('sent ', medium);
  return wordsOf(ends[otherEnd(sentBy)].person === person ? 'received ' : '', medium);
}

function wordsOf(direction: string, medium: Medium): string {
  return direction + mediumNames[medium];
}
