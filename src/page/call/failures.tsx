/** The sessions of a call that failed, each with its reason. */

import type { ToldCall } from '../../told/tell-call.ts';
import { failureInWords } from '../../told/words.ts';
import { counted } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';

/** Lines of the table: more are for a program to read. */
const MOST_SHOWN = 200;

export function Failures({ view, told: { failures } }: { readonly view: View; readonly told: ToldCall }) {
  if (failures.length === 0) return null;
  return (
    <>
      <h2>
        {counted(failures.length, 'failed session')}
        {failures.length > MOST_SHOWN && `; the first ${MOST_SHOWN}`}
      </h2>
      <Table label="Failed sessions" class="stacks" headings={['When', 'How', 'Who', 'Why']}>
        {failures.slice(0, MOST_SHOWN).map(({ at, stage, people, reason }) => (
          <tr>
            <td>{at !== undefined && <Time view={view} at={at} form="time" />}</td>
            <td>{failureInWords(stage)}</td>
            <td>
              <Outside text={people.map(({ name }) => name).join(', ')} />
            </td>
            <td>
              <Outside text={reason ?? 'Graph does not say'} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
