/** The erasures and exclusions that are not finished: what each waits for. */

import { waitsFor } from '../../forget/waits-for.ts';
import type { WithheldValues } from '../../tables/declarations/withheld.ts';
import { numeral } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { numberHeading, Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';
import type { LeftOutRead } from './read-flow.ts';

interface LeftOutProps {
  readonly view: View;
  readonly read: LeftOutRead;
}

export function LeftOut({ view, read: { erasures, exclusions } }: LeftOutProps) {
  return (
    <Table
      label="Erasures and exclusions that are not finished"
      class="stacks"
      headings={['What', 'Asked', numberHeading('Calls stored again'), 'Waits for', 'Not before']}
    >
      {erasures.map((values) => (
        <Row view={view} what="erasure" values={values} />
      ))}
      {exclusions.map((values) => (
        <Row view={view} what={`exclusion by ${values.Excludes ?? 'unknown'}`} values={values} />
      ))}
    </Table>
  );
}

interface RowProps {
  readonly view: View;
  readonly what: string;
  readonly values: WithheldValues;
}

function Row({ view, what, values }: RowProps) {
  const { RequestedAt, Calls = 0 } = values;
  const waiting = waitsFor(values, view.store.clock.now());
  return (
    <tr>
      <td>
        <Outside text={what} />
      </td>
      <td class="nowrap" data-is="Asked">
        {RequestedAt !== undefined && <Time view={view} at={RequestedAt} />}
      </td>
      <td class="number" data-is="Calls stored again">
        {numeral(Calls)}
      </td>
      <td data-is="Waits for">{waiting?.what}</td>
      <td class="nowrap" data-is="Not before">
        {waiting?.at !== undefined && <Time view={view} at={waiting.at} />}
      </td>
    </tr>
  );
}
