/** Rows of table Participants. */

import { placeOf, type RowContext } from '../documents/row-context.ts';
import type { JsonObject } from '../language/json.ts';
import type { Row } from '../tables/cell.ts';
import { participants as participantsTable } from '../tables/declarations/participants.ts';
import { graphCellReaders } from '../tables/graph-cells.ts';
import { childKey } from '../tables/keys.ts';
import { composeRow } from './compose-row.ts';

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
