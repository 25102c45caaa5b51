/** A list of calls: when each was, who held it and how it went. */

import { organizerOf } from '../../calls/organizer.ts';
import { hasPoorStream, poorStreamsOfCall } from '../../calls/quality-text.ts';
import type { CallsByDayValues } from '../../tables/declarations/calls-by-day.ts';
import { counted, duration, inWords } from '../../wording/values.ts';
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
      <table class="calls">
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
  const isPoor = hasPoorStream(call);
  return (
    <tr {...(isPoor ? { class: 'is-poor' } : {})}>
      <th scope="row">
        <a href={view.href(`/call/${call.CallId}`)}>
          <Time view={view} at={call.CallStartDateTime ?? call.FirstStartDateTime} form="time" />
        </a>
      </th>
      <td class="number">{duration(call.CallDurationSeconds)}</td>
      <td>
        <Outside text={inWords(call.CallType ?? '')} />
      </td>
      <td>
        <Outside text={organizerOf(call)} />
      </td>
      <td class="number">{call.ParticipantCount}</td>
      <td class={isPoor ? 'number poor' : 'number quiet'}>{poorStreamsOfCall(call)}</td>
      <td>
        <Outside text={why(call)} />
      </td>
    </tr>
  );
}

function why({
  QualityBecause,
  DroppedSessionCount = 0,
  SetupFailedSessionCount = 0,
}: CallsByDayValues): string {
  const parts = QualityBecause === undefined ? [] : QualityBecause.split(',').map(inWords);
  if (SetupFailedSessionCount > 0) parts.push(`${counted(SetupFailedSessionCount, 'session')} not set up`);
  if (DroppedSessionCount > 0) parts.push(`${counted(DroppedSessionCount, 'session')} dropped`);
  return parts.join(', ');
}

export const callListStyle = `
.calls th[scope="row"] { font-size: inherit; }
.calls td:nth-child(3) { white-space: nowrap; }
.calls td:nth-child(4) { min-width: 12rem; }
`;
