/** One call for users: a sentence that says how it went, who was there, what was poor and why, and what is stored. */

import { organizerOf } from '../../calls/organizer.ts';
import { isWithheld } from '../../calls/withheld-call.ts';
import type { DateTime } from '../../language/date-time.ts';
import { ENDS } from '../../told/columns.ts';
import { documentInWords } from '../../told/document-in-words.ts';
import type { Person } from '../../told/people.ts';
import { poorPartsOf } from '../../told/poor-parts.ts';
import { otherEnd, type PoorStream, placeText, type StreamEnd } from '../../told/poor-streams.ts';
import { qualityOfCall } from '../../told/quality-of-call.ts';
import type { FailedSession, ToldCall } from '../../told/tell-call.ts';
import {
  callTypeOfOne,
  connectionPhrase,
  failureInWords,
  hintInWords,
  mediumNames,
  reasonNames,
  reasonOfOne,
} from '../../told/words.ts';
import { cutInside } from '../../wording/cut.ts';
import { safeLine } from '../../wording/safe-text.ts';
import { counted, duration, inWords, moment, numeral } from '../../wording/values.ts';
import { createTextTable, type TextColumn } from '../list-table.ts';
import type { StyledText } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import { lane, POOR, THERE } from './lane.ts';

export interface CallTextOptions {
  readonly zone: string;
  /** Of the terminal; undefined where no line may be broken or cut. */
  readonly columns: number | undefined;
}

/** The text, part by part: a large meeting has thousands of lines. */
export function* callText(call: ToldCall, options: CallTextOptions): Generator<StyledText> {
  yield { text: `${wrapped(call.sentence, options.columns)}\n`, style: 'bold' };
  yield { text: '\n' };
  yield* headLines(call, options);
  if (isWithheld(call.head)) return;
  yield* section(peopleHeading(call, options), call.people, peopleColumns(call, options), options);
  if (call.poorStreams.length > 0) {
    yield* section(poorHeading(call), call.poorStreams, poorColumns(call, options), options, (stream) =>
      poorDetails(stream, options),
    );
    const rules = `By the rules ${call.head.RuleSet}. Users may not have noticed every stream that is poor by them.`;
    yield { text: `${wrapped(rules, options.columns)}\n` };
  }
  if (call.failures.length > 0) {
    const heading = counted(call.failures.length, 'failed session');
    yield* section(heading, call.failures, failureColumns(call, options), options);
  }
}

/** Wide enough for the longest label. */
const LABEL_WIDTH = 'organizer  '.length;

function* headLines(call: ToldCall, { zone, columns }: CallTextOptions): Generator<StyledText> {
  const { head, versions } = call;
  const at = (time: DateTime | undefined) => moment(time, zone);
  const modalities = head.CallModalities?.replaceAll(',', ', ');
  const kind = [
    ...(head.CallType === undefined ? [] : [callTypeOfOne(head.CallType)]),
    ...(modalities === undefined ? [] : [inWords(modalities)]),
  ];
  const lines: ReadonlyArray<readonly [label: string, text: string]> = [
    ['call', head.CallId],
    ...(kind.length === 0 ? [] : [['kind', kind.join(': ')] as const]),
    [
      'time',
      `${at(head.CallStartDateTime)} to ${at(head.CallEndDateTime)} (${zone}), ${duration(head.CallDurationSeconds)}`,
    ],
    ['organizer', organizerOf(head)],
    ...(call.isClassified ? [['quality', qualityOfCall(head)] as const] : []),
    ['versions', versions.map(({ version, storedAt }) => `${version} stored ${at(storedAt)}`).join(', ')],
    ['rows', `${head.Generation}, written ${at(head.StoredAt)}`],
    ['received', receivedText(call)],
    ['document', documentText(call)],
  ];
  for (const [label, text] of lines) {
    const width = columns === undefined ? undefined : Math.max(columns - LABEL_WIDTH, LABEL_WIDTH);
    const safe = safeLine(text);
    const [first = '', ...others] = wrapped(safe, width).split('\n');
    yield { text: `${label.padEnd(LABEL_WIDTH)}${first}\n` };
    for (const other of others) yield { text: `${' '.repeat(LABEL_WIDTH)}${other}\n` };
  }
}

/** `21 participants, 26 sessions, 30 segments, 66 media streams: all stored` */
function receivedText({ head, parts }: ToldCall): string {
  const all = parts.map(({ noun, received }) => counted(received, noun)).join(', ');
  if (isWithheld(head)) return `${all}: none stored`;
  const others = parts.filter(({ received, stored }) => received !== stored);
  const differences = others.map(({ noun, stored }) => counted(stored, noun));
  return `${all}: ${differences.length === 0 ? 'all stored' : `stored are ${differences.join(', ')}`}`;
}

function documentText(told: ToldCall): string {
  const { head } = told;
  if (head.DocumentRows === 0) return 'not kept';
  return `${documentInWords(told)}, ${numeral(head.DocumentBytes)} bytes compressed: ./callrecords call ${head.CallId} --document`;
}

function* section<Row>(
  heading: string,
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<TextColumn<Row>>,
  options: CallTextOptions,
  details?: (row: Row) => ReadonlyArray<string>,
): Generator<StyledText> {
  yield { text: '\n' };
  yield { text: `${heading}\n`, style: 'bold' };
  yield* createTextTable(columns, { details, width: options.columns })(rows);
}

function peopleHeading({ people, shown }: ToldCall, { columns }: CallTextOptions): string {
  if (people.length === 0) return 'The record names no participant';
  const marked = people.length > shown.length ? ` for the first ${shown.length}` : '';
  const legend = laneWidth(columns) === 0 ? '' : ` (${THERE} there, ${POOR} poor streams${marked})`;
  return `${counted(people.length, 'participant')}, the worst first${legend}`;
}

const LANE_WIDTH = 32;
/** A narrower one tells nothing. */
const LEAST_LANE_WIDTH = 12;
/** What the other columns take with names as they mostly are. */
const OTHERS_WIDTH = 66;

/** A longer text, such as an encrypted id, would push what stands behind it out of sight. --json has it whole. */
const TEXT_CHARACTERS = 40;
const NAME_CHARACTERS = 26;
const ID_CHARACTERS = 'e766cd8c-b20e-4677-82bb-8cfebd118630'.length;

function shortName({ name }: { readonly name: string }): string {
  return cutInside(name, TEXT_CHARACTERS);
}

/** 0 where the terminal has no room for lanes. */
function laneWidth(columns: number | undefined): number {
  const room = Math.min(LANE_WIDTH, (columns ?? OTHERS_WIDTH + LANE_WIDTH) - OTHERS_WIDTH);
  return room < LEAST_LANE_WIDTH ? 0 : room;
}

function peopleColumns(
  call: ToldCall,
  { zone, columns }: CallTextOptions,
): ReadonlyArray<TextColumn<Person>> {
  const time = timeIn(call, zone);
  const room = laneWidth(columns);
  const span = { from: call.head.CallStartDateTime, to: call.head.CallEndDateTime };
  const lanes = {
    title: 'in the call',
    text: (person: Person) =>
      lane(span, { stays: person.stays, poor: poorPartsOf(call.poorStreams, person) }, room),
  };
  return [
    { title: 'joined', text: ({ joined }) => time(joined) },
    { title: 'left', text: ({ left }) => time(left) },
    ...(room === 0 ? [] : [lanes]),
    {
      title: 'poor',
      align: 'right',
      text: (person) => resultText(call, person),
      style: ({ poor }) => (poor > 0 ? 'red' : undefined),
    },
    { title: 'name', text: ({ name }) => cutInside(name, NAME_CHARACTERS) },
    { title: 'kind', text: ({ kind }) => kind },
    { title: 'on', text: ({ platforms }) => platforms.join(', ') },
    // Names alone repeat.
    { title: 'address', text: ({ address = '' }) => cutInside(address, TEXT_CHARACTERS) },
    { title: 'id', text: ({ id = '' }) => cutInside(id, ID_CHARACTERS) },
  ];
}

/** The time of day, where all of the call is on one day of the zone. */
function timeIn({ head }: ToldCall, zone: string): (at: DateTime | undefined) => string {
  const dayOf = (at: DateTime | undefined) => moment(at, zone).split(' ')[0];
  const isOneDay = dayOf(head.CallStartDateTime) === dayOf(head.CallEndDateTime);
  return (at) => (isOneDay ? (moment(at, zone).split(' ')[1] ?? '') : moment(at, zone));
}

function resultText({ isClassified }: ToldCall, { good, poor, stays, failures }: Person): string {
  if (stays.length === 0) return failures.length === 0 ? 'no session' : 'not set up';
  return isClassified ? `${poor} of ${good + poor}` : '';
}

function poorHeading({ poorStreams, people, shown }: ToldCall): string {
  const whose = people.length > shown.length ? ` of the ${shown.length} participants with the most` : '';
  return `${counted(poorStreams.length, 'poor stream')}${whose}`;
}

function poorColumns(call: ToldCall, { zone }: CallTextOptions): ReadonlyArray<TextColumn<PoorStream>> {
  const time = timeIn(call, zone);
  return [
    { title: 'from', text: ({ from }) => time(from) },
    { title: 'to', text: ({ to }) => time(to) },
    { title: 'medium', text: ({ medium }) => mediumNames[medium] },
    { title: 'why', text: whyText, style: () => 'red' },
    { title: 'sent → received', text: directionText },
  ];
}

function whyText({ reasons }: PoorStream): string {
  const texts = reasons.map(({ reason, value }) =>
    value === undefined ? reasonNames[reason] : reasonOfOne(reason, value),
  );
  return texts.join(', ');
}

function directionText({ sentBy, ends }: PoorStream): string {
  if (sentBy === undefined) return `${shortName(ends.Caller)} ↔ ${shortName(ends.Callee)}`;
  return `${shortName(ends[sentBy])} → ${shortName(ends[otherEnd(sentBy)])}`;
}

function poorDetails({ ends, hints }: PoorStream, { columns }: CallTextOptions): ReadonlyArray<string> {
  const lines = ENDS.map((end) => endText(ends[end])).filter((text) => text !== undefined);
  const seen = hints.map((hint) => `${hintOwner(hint, ends)}${hintInWords(hint)}`);
  return [...lines, ...seen].flatMap((line) => indented(safeLine(line), columns));
}

const INDENT = '    ';

function indented(line: string, columns: number | undefined): ReadonlyArray<string> {
  const width = columns === undefined ? undefined : columns - INDENT.length;
  return wrapped(line, width)
    .split('\n')
    .map((part) => INDENT + part);
}

/** Where and with what somebody was; undefined for services, and where nothing is known. */
function endText({
  person,
  name,
  place,
  device,
  driver,
  platform,
  connection,
}: StreamEnd): string | undefined {
  const parts = [
    place && placeText(place),
    connectionPhrase(connection),
    device && `with ${device}${driver === undefined ? '' : ` (driver ${driver})`}`,
    platform && `on ${platform}`,
  ].filter((part) => part !== undefined && part !== '');
  return person === undefined || parts.length === 0
    ? undefined
    : `${shortName({ name })}: ${parts.join('; ')}`;
}

function hintOwner(hint: string, ends: PoorStream['ends']): string {
  const end = ENDS.find((one) => hint.startsWith(one.toLowerCase()));
  return end === undefined ? '' : `${shortName(ends[end])}: `;
}

function failureColumns(call: ToldCall, { zone }: CallTextOptions): ReadonlyArray<TextColumn<FailedSession>> {
  const time = timeIn(call, zone);
  return [
    { title: 'at', text: ({ at }) => time(at) },
    { title: 'how', text: ({ stage }) => failureInWords(stage) },
    { title: 'who', text: ({ people }) => people.map(shortName).join(', ') },
    { title: 'why', text: ({ reason }) => reason ?? 'Graph does not say' },
  ];
}
