/** A list of calls, each with what it was, who was in it and how it went. */

import { poorStreamsOfCall } from '../../calls/quality-text.ts';
import type { CallsByDayValues } from '../../tables/declarations/calls-by-day.ts';
import { called } from '../../wording/called.ts';
import { duration } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';

interface CallListProps {
  readonly view: View;
  readonly calls: ReadonlyArray<CallsByDayValues>;
}

export function CallList({ view, calls }: CallListProps) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Start</th>
            <th scope="col" class="number">
              Lasted
            </th>
            <th scope="col">Type</th>
            <th scope="col">Organizer</th>
            <th scope="col" class="number">
              People
            </th>
            <th scope="col" class="number">
              Poor streams
            </th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallRow view={view} call={call} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallRow({ view, call }: { readonly view: View; readonly call: CallsByDayValues }) {
  const { CallId, CallStartDateTime, FirstStartDateTime, CallDurationSeconds, CallType = '' } = call;
  return (
    <tr>
      <td>
        <a href={view.href(`/call/${CallId}`)}>
          <Time view={view} at={CallStartDateTime ?? FirstStartDateTime} form="time" />
        </a>
      </td>
      <td class="number">{duration(CallDurationSeconds)}</td>
      <td>
        <Outside text={CallType} />
      </td>
      <td>
        <Outside text={organizer(call)} />
      </td>
      <td class="number">{call.ParticipantCount}</td>
      <td class="number">{poorStreamsOfCall(call)}</td>
      <td>
        <Outside text={(call.QualityBecause ?? '').replaceAll(',', ', ')} />
      </td>
    </tr>
  );
}

function organizer(call: CallsByDayValues): string {
  return called({
    name: call.OrganizerDisplayName,
    kind: call.OrganizerIdentityKind,
    id: call.OrganizerIdentityId,
  });
}
