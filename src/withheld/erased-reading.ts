/** A reading without erased people: whatever it comes from, it passes here before anything of it is written. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DateTime } from '../language/date-time.ts';
import { isJsonObject, type JsonObject, objectsIn, parseJson, stringifyJson } from '../language/json.ts';
import { readTokens } from '../language/json-tokens.ts';
import type { CallRecordReading } from '../ports/graph.ts';
import type { GraphAnswer } from '../record/call-record-document.ts';
import type { CallRecordPage } from '../record/call-record-pages.ts';
import { type ErasedPeople, erasedPeople, withAddressesIn } from './erased-people.ts';
import { erasedSegments, erasedText } from './erased-text.ts';
import { searchForErased } from './erasure.ts';
import type { Withheld } from './withheld.ts';

/**
 * The same reading where nobody is to be erased from a call that started, in its first stored version, then. Otherwise all
 * of it has been read before anything can be written: any page can show an id of theirs that stands alone on another.
 */
export async function withoutErased(
  reading: CallRecordReading,
  withheld: Withheld,
  firstStartDateTime: DateTime,
): Promise<CallRecordReading> {
  const search = searchForErased(withheld, firstStartDateTime);
  if (search === undefined) return reading;
  const participants = await held(reading.participantPages());
  const sessions = await held(reading.sessionPages());
  const answers = () => answersOf(reading, [...participants, ...sessions]);
  const isNamed = answers().some((text) => search.mayBeIn(text));
  const { record, opening, ofPage }: Shown = isNamed
    ? without(namedIn(answers, erasedPeople(search)), reading)
    : { record: reading.record, opening: reading.opening, ofPage: (page) => page };
  async function* pages(source: ReadonlyArray<HeldPage>): AsyncGenerator<CallRecordPage> {
    for (const page of source) yield ofPage(page());
  }
  return {
    record,
    opening,
    participantPages: () => pages(participants),
    sessionPages: () => pages(sessions),
    get incompleteBecause() {
      return reading.incompleteBecause;
    },
    confirm: () => reading.confirm(),
  };
}

type Shown = Pick<CallRecordReading, 'record' | 'opening'> & {
  ofPage(page: CallRecordPage): CallRecordPage;
};

/** What rows are made of stands in the answers of its page, or in the opening. */
function without(people: ErasedPeople, { record, opening }: CallRecordReading): Shown {
  const mayBeIn = (text: string) => people.masked.size > 0 || people.all.mayBeIn(text);
  const erased = (text: string, erase = erasedText) => (mayBeIn(text) ? erase(text, people) : text);
  const ofAnswer = ({ request, text }: GraphAnswer): GraphAnswer => ({
    request,
    text: erased(text, request === 'segments' ? erasedSegments : erasedText),
  });
  const ofObject = (object: JsonObject): JsonObject => {
    const parsed = parseJson(erased(stringifyJson(object)));
    if (!isJsonObject(parsed)) throw new TypeError('an object without people is an object');
    return parsed;
  };
  const isInOpening = mayBeIn(opening.text);
  return {
    record: isInOpening ? { ...record, properties: ofObject(record.properties) } : record,
    opening: ofAnswer(opening),
    ofPage({ members, answers }) {
      const isNamed = isInOpening || answers.some(({ text }) => mayBeIn(text));
      return isNamed
        ? { members: members.map(ofObject), answers: answers.map(ofAnswer) }
        : { members, answers };
    },
  };
}

type HeldPage = () => CallRecordPage;

/** The members as JSON text that keeps each number as Graph wrote it. */
interface Packed {
  readonly members: string;
  readonly answers: ReadonlyArray<GraphAnswer>;
}

/** All pages. Those of large meetings are held compressed: memory is to hold a page, and not the meeting. */
async function held(pages: AsyncIterable<CallRecordPage>): Promise<ReadonlyArray<HeldPage>> {
  const all: Array<HeldPage> = [];
  for await (const page of pages) all.push(all.length === 0 ? () => page : compressed(page));
  return all;
}

function compressed({ members, answers }: CallRecordPage): HeldPage {
  const bytes = deflateRawSync(JSON.stringify({ members: stringifyJson(members), answers }));
  return () => {
    const page = JSON.parse(inflateRawSync(bytes).toString('utf8')) as Packed;
    return { members: objectsIn(parseJson(page.members)), answers: page.answers };
  };
}

function* answersOf({ opening }: CallRecordReading, pages: ReadonlyArray<HeldPage>): Generator<string> {
  yield opening.text;
  for (const page of pages) for (const { text } of page().answers) yield text;
}

/** The people by all that the answers show of them. One that shows an id may stand before the one that says whose it is. */
function namedIn(answers: () => Iterable<string>, asked: ErasedPeople): ErasedPeople {
  let people = asked;
  for (const text of answers()) {
    if (people.all.mayBeIn(text)) people = withAddressesIn(readTokens(text), people);
  }
  return people === asked ? people : namedIn(answers, people);
}
