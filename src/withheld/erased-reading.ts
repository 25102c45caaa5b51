/** A reading without erased people: whatever it comes from, it passes here before anything of it is written. */

import type { DateTime } from '../language/date-time.ts';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../language/json.ts';
import type { CallRecordReading } from '../ports/graph.ts';
import type { GraphAnswer } from '../record/call-record-document.ts';
import type { CallRecordPage } from '../record/call-record-pages.ts';
import { erasedSegments, erasedText, personAddresses } from './erased-text.ts';
import { searchForErased } from './erasure.ts';
import type { Withheld } from './withheld.ts';

/** The same reading where nobody is to be erased from a call that started, in its first stored version, then. */
export function withoutErased(
  reading: CallRecordReading,
  withheld: Withheld,
  firstStartDateTime: DateTime,
): CallRecordReading {
  const found = searchForErased(withheld, firstStartDateTime);
  if (found === undefined) return reading;
  let search = found;

  /** An address that one answer shows beside an id is looked for in all that come later. */
  function erased(text: string, erase = erasedText): string {
    if (!search.mayBeIn(text)) return text;
    search = search.with(personAddresses(text, search));
    return erase(text, search);
  }
  const ofAnswer = ({ request, text }: GraphAnswer): GraphAnswer => ({
    request,
    text: erased(text, request === 'segments' ? erasedSegments : erasedText),
  });
  const ofObject = (object: JsonObject): JsonObject => {
    const parsed = parseJson(erased(stringifyJson(object)));
    if (!isJsonObject(parsed)) throw new TypeError('an object without people is an object');
    return parsed;
  };
  const isInOpening = search.mayBeIn(reading.opening.text);
  /** What rows are made of stands in the answers of its page, or in the opening: few calls name somebody erased. */
  async function* pages(source: AsyncIterable<CallRecordPage>): AsyncGenerator<CallRecordPage> {
    for await (const { members, answers } of source) {
      const isNamed = isInOpening || answers.some(({ text }) => search.mayBeIn(text));
      yield isNamed
        ? { members: members.map(ofObject), answers: answers.map(ofAnswer) }
        : { members, answers };
    }
  }
  const { record } = reading;
  return {
    record: isInOpening ? { ...record, properties: ofObject(record.properties) } : record,
    opening: ofAnswer(reading.opening),
    participantPages: () => pages(reading.participantPages()),
    sessionPages: () => pages(reading.sessionPages()),
    get incompleteBecause() {
      return reading.incompleteBecause;
    },
    confirm: () => reading.confirm(),
  };
}
