/** A reading of a call that is excluded is not written: what Graph sent is counted to its end, and that is all. */

import type { CallRecordReading } from '../ports/graph.ts';
import type { CallRecordPage } from '../record/call-record-pages.ts';
import { searchForExcluded } from '../withheld/exclusion.ts';
import type { Withheld } from '../withheld/withheld.ts';
import type { ChildCounts } from './head-row.ts';
import { receivedInside } from './session-page-rows.ts';

/** The call is excluded, and was read to its end. */
export class CallExcluded extends Error {
  override readonly name = 'CallExcluded';
  /** Elements that Graph sent. */
  readonly received: ChildCounts;

  constructor(received: ChildCounts) {
    super('the call is excluded');
    this.received = received;
  }
}

/**
 * The same reading while nothing is excluded. Otherwise all participants have been read before anything can be written.
 * Rejects with CallExcluded for a call that they or the record show to be excluded; its pages of sessions do when
 * somebody who is excluded shows only there.
 */
export async function withoutExcluded(
  reading: CallRecordReading,
  withheld: Withheld,
): Promise<CallRecordReading> {
  const search = searchForExcluded(withheld);
  if (search === undefined) return reading;
  const { record, opening } = reading;
  const isNamedIn = ({ answers }: CallRecordPage) => answers.some(({ text }) => search.isNamedIn(text));
  const participants = await Array.fromAsync(reading.participantPages());
  let isExcluded =
    search.isOfRecord(record.properties) || search.isNamedIn(opening.text) || participants.some(isNamedIn);
  const received = { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 };
  for (const { members } of participants) received.participants += members.length;

  /** Ends before the first page that names somebody who is excluded, once all others are counted, too. */
  async function* sessionPages(): AsyncGenerator<CallRecordPage> {
    for await (const page of reading.sessionPages()) {
      const { segments, mediaStreams } = receivedInside(page.members);
      received.sessions += page.members.length;
      received.segments += segments;
      received.mediaStreams += mediaStreams;
      isExcluded ||= isNamedIn(page);
      if (!isExcluded) yield page;
    }
    if (!isExcluded) return;
    await reading.confirm();
    throw new CallExcluded(received);
  }
  const screened: CallRecordReading = {
    record,
    opening,
    async *participantPages() {
      yield* participants;
    },
    sessionPages,
    get incompleteBecause() {
      return reading.incompleteBecause;
    },
    confirm: () => reading.confirm(),
  };
  if (isExcluded) await sessionPages().next();
  return screened;
}
