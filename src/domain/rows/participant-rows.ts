/** Rows of table Participants. */

import type { Row } from '../cell.ts';
import { graphCellReaders } from '../graph-cells.ts';
import type { JsonObject } from '../json.ts';
import { childKey } from '../keys.ts';
import { participants as participantsTable } from '../tables/participants.ts';
import { composeRow } from './compose-row.ts';
import { placeOf, type RowContext } from './row-context.ts';

const read = graphCellReaders(participantsTable.columns);

/** Where participants come from: Graph's list, or the ends of the sessions when that is missing. */
export type ParticipantSource = 'participants_v2' | 'sessions';

/** One row for each participant of a page; `firstOrdinal` is how many came on the pages before. */
export function participantRows(
  context: RowContext,
  participants: ReadonlyArray<JsonObject>,
  firstOrdinal: number,
  source: ParticipantSource = 'participants_v2',
): ReadonlyArray<Row> {
  const { body, generation } = context;
  const call = body.properties;
  const place = placeOf(context);
  const ofCall = read.call(
    { call },
    { Generation: { type: 'String', value: generation.name }, Source: { type: 'String', value: source } },
  );
  return participants.map((participant, index) => {
    const value = firstOrdinal + index;
    const key = childKey('Participants', place, generation.name, [value]);
    const own: Row['cells'] = { ParticipantOrdinal: { type: 'Int32', value } };
    return composeRow(key, read.participant({ call, participant }, own, ofCall));
  });
}
