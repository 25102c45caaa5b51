/** Which of a person's streams were poor, and when. */

import { mediums } from '../classify/media-kind.ts';
import type { DateTime } from '../language/date-time.ts';
import { ENDS } from './columns.ts';
import type { Person } from './people.ts';
import { otherEnd, type PoorStream } from './poor-streams.ts';
import { listed, mediumNames } from './words.ts';

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

/** `received audio and video, sent audio`, in this order, each once. */
export function whatWasPoor(streams: ReadonlyArray<PoorStream>, person: Person): string {
  const own = ofPerson(streams, person);
  return (['received ', 'sent ', ''] as const)
    .map((direction) => {
      const there = own.filter((stream) => directionOf(stream, person) === direction);
      const media = mediums.filter((medium) => there.some((stream) => stream.medium === medium));
      return media.length === 0 ? '' : direction + listed(media.map((medium) => mediumNames[medium]));
    })
    .filter((part) => part !== '')
    .join(', ');
}

function ofPerson(streams: ReadonlyArray<PoorStream>, person: Person): ReadonlyArray<PoorStream> {
  return streams.filter(({ ends }) => ENDS.some((end) => ends[end].person === person));
}

/** As the person had it; empty where Graph does not say. */
function directionOf({ sentBy, ends }: PoorStream, person: Person): 'received ' | 'sent ' | '' {
  if (sentBy === undefined) return '';
  if (ends[sentBy].person === person) return 'sent ';
  return ends[otherEnd(sentBy)].person === person ? 'received ' : '';
}
