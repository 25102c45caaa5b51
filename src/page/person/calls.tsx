/** The calls of somebody: their own result in each, and the devices and networks they were on. */

import type { Day } from '../../language/day.ts';
import type { CallOfPerson, CallsOfPerson, EndCount } from '../../summaries/calls-of-person.ts';
import type { Completeness } from '../../summaries/completeness.ts';
import { becauseText } from '../../told/words.ts';
import { counted, numeral, percent } from '../../wording/values.ts';
import { CallsTable } from '../calls-table.tsx';
import { Card } from '../card.tsx';
import type { View } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import { numberHeading, Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Unreadable } from '../unreadable.tsx';

export interface Days {
  readonly from: Day;
  readonly to: Day;
}

interface CallsProps {
  readonly view: View;
  readonly name: string;
  readonly read: CallsOfPerson;
  readonly days: Days;
  readonly completeness: Completeness;
  readonly isFirst: boolean;
}

export function Calls({ view, name, read, days, completeness, isFirst }: CallsProps) {
  const { calls, unreadable, before } = read;
  if (calls.length === 0)
    return (
      <>
        <Unreadable view={view} rows={unreadable} />
        <p class="empty">
          {isFirst ? 'No call of this person is stored' : 'There are no earlier calls'}
          {unreadable.length > 0 && ' that could be read'}.
        </p>
      </>
    );
  return (
    <>
      <Cards
        view={view}
        calls={calls}
        areAll={before === undefined && isFirst && unreadable.length === 0}
        days={days}
        completeness={completeness}
      />
      <Unreadable view={view} rows={unreadable} />
      <CallsTable
        view={view}
        label="Calls of this person"
        start="day and time"
        columns={[
          { title: 'Own poor streams', isNumber: true },
          { title: 'Why' },
          { title: 'Devices' },
          { title: 'Networks' },
        ]}
        rows={calls.map(({ head, own: { streams, poor }, because, devices, networks }) => ({
          call: head,
          cells: [
            { content: streams === 0 ? 'none classified' : `${poor} of ${streams}`, isPoor: poor > 0 },
            { content: becauseText(because) },
            { content: devices.size > 0 && <Outside text={[...devices.keys()].join(', ')} /> },
            { content: networks.size > 0 && <Outside text={[...networks.keys()].join(', ')} /> },
          ],
        }))}
      />
      {before !== undefined && (
        <nav class="pages" aria-label="Earlier calls">
          <a href={view.href('/person', { name, before })} rel="next">
            Earlier calls →
          </a>
        </nav>
      )}
      <div class="pair">
        <Ends noun="Device" calls={calls} endsOf={({ devices }) => devices} />
        <Ends noun="Network" calls={calls} endsOf={({ networks }) => networks} />
      </div>
    </>
  );
}

interface CardsProps {
  readonly view: View;
  readonly calls: ReadonlyArray<CallOfPerson>;
  readonly areAll: boolean;
  readonly days: Days;
  readonly completeness: Completeness;
}

function Cards({ view, calls, areAll, days, completeness }: CardsProps) {
  const sum = (of: (own: EndCount) => number) => calls.reduce((all, { own }) => all + of(own), 0);
  const streams = sum((own) => own.streams);
  const poor = sum((own) => own.poor);
  return (
    <dl class="cards">
      <Card name="Calls" value={String(calls.length)}>
        {areAll ? 'all that are stored' : 'shown here; there are others'}
      </Card>
      <Card name="Calls with own poor streams" value={String(sum((own) => (own.poor > 0 ? 1 : 0)))}>
        sent or received by this person
      </Card>
      <Card name="Own poor streams" value={numeral(poor)}>
        {streams === 0
          ? 'no stream is classified'
          : `${percent(poor / streams)} of ${counted(streams, 'stream')}`}
      </Card>
      <StoredOfListed view={view} completeness={completeness} days={days} />
    </dl>
  );
}

interface EndsProps {
  readonly noun: 'Device' | 'Network';
  readonly calls: ReadonlyArray<CallOfPerson>;
  endsOf(call: CallOfPerson): ReadonlyMap<string, EndCount>;
}

function Ends({ noun, calls, endsOf }: EndsProps) {
  const sums = sumsOf(calls.map(endsOf));
  return (
    <section>
      <h2>{noun}s in these calls</h2>
      {sums.length === 0 ? (
        <p class="quiet">None is known.</p>
      ) : (
        <Table
          label={`${noun}s in these calls`}
          headings={[noun, numberHeading('Poor'), numberHeading('Streams'), numberHeading('Share')]}
        >
          {sums.map(([value, { streams, poor }]) => (
            <tr>
              <td>
                <Outside text={value} />
              </td>
              <td class={poor > 0 ? 'number poor' : 'number'}>{poor}</td>
              <td class="number">{streams}</td>
              <td class="number">{percent(poor / streams)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

/** Those with the most poor streams first. */
function sumsOf(
  counts: ReadonlyArray<ReadonlyMap<string, EndCount>>,
): ReadonlyArray<readonly [string, EndCount]> {
  const sums = new Map<string, EndCount>();
  for (const [value, { streams, poor }] of counts.flatMap((map) => [...map])) {
    const sum = sums.get(value) ?? { streams: 0, poor: 0 };
    sums.set(value, { streams: sum.streams + streams, poor: sum.poor + poor });
  }
  return [...sums].sort(([, a], [, b]) => b.poor - a.poor || b.streams - a.streams);
}
