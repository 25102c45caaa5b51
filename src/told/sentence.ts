/** One call in a sentence: how good it was, of whom and why; what failed; and what may be missing. */

import { isWithheld, WITHHELD_SENTENCE } from '../calls/withheld-call.ts';
import { mediums } from '../classify/media-kind.ts';
import { type PoorReason, poorReasons } from '../classify/rules.ts';
import { countsByMedium } from '../classify/tally.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { counted, numeral } from '../wording/values.ts';
import { ENDS, type End } from './columns.ts';
import { commonOf, type Shared } from './common.ts';
import { failedSessionsText } from './failed-sessions-text.ts';
import type { Failure, Person } from './people.ts';
import { otherEnd, type PoorStream, type StreamEnd } from './poor-streams.ts';
import {
  briefly,
  listed,
  mediumNames,
  numberInWords,
  reasonNames,
  reasonOfOne,
  reasonsInWords,
} from './words.ts';

export interface SentenceFacts {
  readonly head: CallRecordValues;
  /** False for a call that was stored before streams were classified and is too large to be classified now. */
  readonly isClassified: boolean;
  readonly failures: ReadonlyArray<Failure>;
  /** With a poor stream. */
  readonly poorPeople: number;
  readonly poorStreams: ReadonlyArray<PoorStream>;
  /** Whether these are all that the call has; otherwise they are those of the worst people. */
  readonly areAllRead: boolean;
}

/** One line. Texts from outside are cut where they are long, and hold nothing that a terminal obeys. */
export function sentenceOf(facts: SentenceFacts): string {
  const { failures, head } = facts;
  if (isWithheld(head)) return WITHHELD_SENTENCE;
  const [quality, failed] = [qualityText(facts), failedSessionsText(failures, head.SessionCount)];
  // Of a call that failed as a whole, that is the news.
  const news = failures.length === head.SessionCount ? [failed, quality] : [quality, failed];
  const parts = [...news, incompleteText(head)];
  return parts.filter((part) => part !== undefined).join(' ');
}

function qualityText(facts: SentenceFacts): string | undefined {
  const { head, isClassified, failures } = facts;
  if (!isClassified) {
    return 'The streams of this large call are not classified, because an earlier release stored it: ./callrecords rebuild classifies them.';
  }
  const { good, poor } = totals(head);
  const classified = good + poor;
  if (head.MediaStreamCount === 0) {
    return failures.length > 0 ? undefined : 'The record has no media streams.';
  }
  const others = head.MediaStreamCount - classified;
  if (classified === 0) {
    const all = others === 1 ? 'The one stream' : `None of ${counted(others, 'stream')}`;
    return `${all} could ${others === 1 ? 'not ' : ''}be judged: too short, without measurements, or of a kind that has no rule.`;
  }
  if (poor === 0) return goodText(good, others);
  const were = poor === 1 ? 'was' : 'were';
  const beginning = `${numeral(poor)} of ${counted(classified, 'stream')} ${were} poor`;
  const { poorStreams } = facts;
  if (poorStreams.length === 0) return `${beginning}.`;
  if (facts.areAllRead) return `${beginning}: ${poorText(poorStreams)}.`;
  const people = peopleOf(clientEnds(poorStreams));
  const worst = `Worst of all, with ${counted(poorStreams.length, 'poor stream')}`;
  return `${beginning}, of ${numeral(facts.poorPeople)} people. ${worst}: ${poorText(poorStreams, people.length)}.`;
}

function goodText(good: number, others: number): string {
  const judged = others === 0 ? '' : ' that could be judged';
  const rest = others === 0 ? '' : `; ${numeral(others)} could not be judged`;
  if (good === 1) return `The one stream${judged} was good${rest}.`;
  const all = good === 2 ? 'Both streams' : `All ${counted(good, 'stream')}`;
  return `${all}${judged} were good${rest}.`;
}

export function totals(head: CallRecordValues): { readonly good: number; readonly poor: number } {
  const counts = countsByMedium(head);
  const sum = (quality: 'good' | 'poor') => counts.reduce((total, count) => total + count[quality], 0);
  return { good: sum('good'), poor: sum('poor') };
}

/** One end of a poor stream at which somebody is. */
interface ClientEnd {
  readonly stream: PoorStream;
  readonly end: End;
  readonly person: Person;
}

function clientEnds(streams: ReadonlyArray<PoorStream>): ReadonlyArray<ClientEnd> {
  return streams.flatMap((stream) =>
    ENDS.flatMap((end) => {
      const { person } = stream.ends[end];
      return person === undefined ? [] : [{ stream, end, person }];
    }),
  );
}

function peopleOf(ends: ReadonlyArray<ClientEnd>): ReadonlyArray<Person> {
  return [...new Set(ends.map(({ person }) => person))];
}

function poorText(streams: ReadonlyArray<PoorStream>, worst = 0): string {
  const ends = clientEnds(streams);
  const people = peopleOf(ends);
  const [one, other] = people;
  const areBetween = ends.length === streams.length * 2 && people.length === 2;
  if (areBetween && one !== undefined && other !== undefined) return betweenText(streams, ends, [one, other]);
  return conferenceText(streams, ends, worst > 0 ? `${worst} people` : undefined);
}

/** `received audio of three people in Larkspur House, loss up to 11 %; all with Headset X, 4 of 5 on Windows` */
function conferenceText(
  streams: ReadonlyArray<PoorStream>,
  ends: ReadonlyArray<ClientEnd>,
  named: string | undefined,
): string {
  const people = peopleOf(ends);
  const common = commonOf(ends.map(endOf), people.length);
  const isShared = common.place?.count === ends.length;
  const who = people.length === 0 ? '' : ` of ${named ?? peopleText(people)}`;
  const where = isShared ? ` ${common.place.phrase}` : '';
  const others = [isShared ? undefined : common.place, common.device, common.platform];
  // A network that is named tells as much.
  if (common.place === undefined) others.push(common.connection);
  const shared = others
    .filter((value) => value !== undefined)
    // A stream between two people has two ends: then a part of the ends is not a part of the streams.
    .filter(({ count }) => count === ends.length || ends.length === streams.length)
    .map((value) => sharedText(value, ends.length, people.length > 1));
  return [
    `${mediaText(ends, streams)}${who}${where}, ${measuresText(streams)}`,
    ...some(shared.join(', ')),
  ].join('; ');
}

/** `audio from Ada to Ben, jitter up to 81 ms; Ada in Larkspur House on Windows, Ben on macOS` */
function betweenText(
  streams: ReadonlyArray<PoorStream>,
  ends: ReadonlyArray<ClientEnd>,
  people: readonly [Person, Person],
): string {
  const described = people.flatMap((person) => {
    const own = ends.filter((end) => end.person === person).map(endOf);
    const { place, device, platform, connection } = commonOf(own, 1);
    const shared = [place ?? connection, device, platform].filter((value) => value !== undefined);
    return shared.length === 0
      ? []
      : [[nameOf(person), ...shared.map(({ phrase }) => briefly(phrase))].join(' ')];
  });
  return [`${directionsText(streams, people)}, ${measuresText(streams)}`, ...some(described.join(', '))].join(
    '; ',
  );
}

function directionsText(streams: ReadonlyArray<PoorStream>, [one, other]: readonly [Person, Person]): string {
  const sentBy = (person: Person) =>
    media(streams.filter(({ sentBy: end, ends }) => end !== undefined && ends[end].person === person));
  const [ofOne, ofOther] = [sentBy(one), sentBy(other)];
  const all = media(streams);
  const both = `${all} between ${nameOf(one)} and ${nameOf(other)}`;
  if (ofOne === ofOther || streams.some(({ sentBy: end }) => end === undefined)) return both;
  return listed([
    ...some(ofOne && `${ofOne} from ${nameOf(one)} to ${nameOf(other)}`),
    ...some(ofOther && `${ofOther} from ${nameOf(other)} to ${nameOf(one)}`),
  ]);
}

/** `received audio and video`, `sent and received audio` */
function mediaText(ends: ReadonlyArray<ClientEnd>, streams: ReadonlyArray<PoorStream>): string {
  const sent = media(ends.filter(({ stream, end }) => stream.sentBy === end).map(({ stream }) => stream));
  const received = media(
    ends.filter(({ stream, end }) => stream.sentBy === otherEnd(end)).map(({ stream }) => stream),
  );
  if (sent === received) return sent === '' ? media(streams) : `sent and received ${sent}`;
  return listed([...some(received && `received ${received}`), ...some(sent && `sent ${sent}`)]);
}

function media(streams: ReadonlyArray<PoorStream>): string {
  const there = mediums.filter((medium) => streams.some((stream) => stream.medium === medium));
  return listed(there.map((medium) => mediumNames[medium]));
}

function measuresText(streams: ReadonlyArray<PoorStream>): string {
  const reasons = streams.flatMap((stream) => stream.reasons);
  const there = poorReasons.filter((reason) => reasons.some((one) => one.reason === reason));
  return there.length === 0
    ? 'for reasons that are not stored'
    : there
        .map((reason) =>
          measureText(
            reason,
            reasons.filter((one) => one.reason === reason).map(({ value }) => value),
          ),
        )
        .join(', ');
}

function measureText(reason: PoorReason, values: ReadonlyArray<number | undefined>): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return reasonNames[reason];
  // The only one of which less is worse.
  const worst = reason === 'frameRateLow' ? Math.min(...known) : Math.max(...known);
  return values.length === 1 ? reasonOfOne(reason, worst) : reasonsInWords[reason](worst);
}

function sharedText({ phrase, count }: Shared, ends: number, areSeveral: boolean): string {
  const text = briefly(phrase);
  if (count < ends) return `${count} of the ${ends} ${text}`;
  return areSeveral ? `all ${text}` : text;
}

function peopleText(people: ReadonlyArray<Person>): string {
  return people.length > 2 ? `${numberInWords(people.length)} people` : listed(people.map(nameOf));
}

function incompleteText({ IncompleteBecause }: CallRecordValues): string | undefined {
  return IncompleteBecause === undefined
    ? undefined
    : `Parts of the record may be missing (${briefly(IncompleteBecause)}); it is read again at growing intervals while Graph keeps it.`;
}

function endOf({ stream, end }: ClientEnd): StreamEnd {
  return stream.ends[end];
}

function nameOf({ name }: Person): string {
  return briefly(name);
}

function some(text: string): ReadonlyArray<string> {
  return text === '' ? [] : [text];
}
