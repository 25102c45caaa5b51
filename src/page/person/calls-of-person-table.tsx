/** A person's calls as a table: each with what it was, and how it went for this person. */

import type { CallOfPerson } from '../../summaries/calls-of-person.ts';
import { duration, inWords } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';

interface CallsOfPersonTableProps {
  readonly view: View;
  readonly calls: ReadonlyArray<CallOfPerson>;
}

export function CallsOfPersonTable({ view, calls }: CallsOfPersonTableProps) {
  return (
    <section class="scroll" tabindex={0} aria-label="Calls of this person">
      <table>
        <thead>
          <tr>
            <th scope="col">Start</th>
            <th scope="col" class="number">
              Lasted
            </th>
            <th scope="col">Type</th>
            <th scope="col" class="number">
              People
            </th>
            <th scope="col" class="number">
              Own poor streams
            </th>
            <th scope="col">Why</th>
            <th scope="col">Devices</th>
            <th scope="col">Networks</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Row view={view} call={call} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ view, call }: { readonly view: View; readonly call: CallOfPerson }) {
  const { head, own, because, devices, networks } = call;
  return (
    <tr>
      <td class="nowrap">
        <a href={view.href(`/call/${head.CallId}`)}>
          <Time view={view} at={head.CallStartDateTime ?? head.FirstStartDateTime} />
        </a>
      </td>
      <td class="number">{duration(head.CallDurationSeconds)}</td>
      <td>
        <Outside text={inWords(head.CallType ?? '')} />
      </td>
      <td class="number">{head.ParticipantCount}</td>
      <td class={own.poor > 0 ? 'number poor' : 'number'}>
        {own.streams === 0 ? 'none classified' : `${own.poor} of ${own.streams}`}
      </td>
      <td>
        <Outside text={because.join(', ')} />
      </td>
      <td>
        <Outside text={[...devices.keys()].join(', ')} />
      </td>
      <td>
        <Outside text={[...networks.keys()].join(', ')} />
      </td>
    </tr>
  );
}
