/** The calls behind a number of the screen Where, as far as one answer has them. */

import type { CallsByDayValues } from '../../tables/declarations/calls-by-day.ts';
import type { ForeignRow } from '../../tables/table.ts';
import { numeral } from '../../wording/values.ts';
import { CallsTable, whyOfCall } from '../calls-table.tsx';
import type { View } from '../screen.ts';
import { Unreadable } from '../unreadable.tsx';

interface FoundCallsProps {
  readonly view: View;
  /** What is counted in each call. */
  readonly counted: string;
  readonly rows: ReadonlyArray<{ readonly call: CallsByDayValues; readonly count: number }>;
  readonly unreadable: ReadonlyArray<ForeignRow>;
  /** Leads to those before, where there may be any. */
  readonly earlier: { readonly text: string; readonly href: string } | undefined;
}

export function FoundCalls({ view, counted, rows, unreadable, earlier }: FoundCallsProps) {
  return (
    <>
      <Unreadable view={view} rows={unreadable} />
      {rows.length > 0 && (
        <CallsTable
          view={view}
          label="Calls"
          start="day and time"
          columns={[{ title: counted, isNumber: true }, { title: 'Why, in the whole call' }]}
          rows={rows.map(({ call, count }) => ({
            call,
            cells: [{ content: numeral(count), isPoor: true }, { content: whyOfCall(call) }],
          }))}
        />
      )}
      {earlier !== undefined && (
        <nav class="pages" aria-label="Earlier calls">
          <a href={earlier.href}>{earlier.text} →</a>
        </nav>
      )}
    </>
  );
}

/** Said of a number that is of one part of a list: calls before or after it count elsewhere. */
export function partText(parts: ReadonlyArray<string | undefined>): string {
  return parts.some((part) => part !== undefined) ? 'in this part of the list, ' : '';
}
