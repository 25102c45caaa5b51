/** The poor streams of the participants shown: which way, why, and where and with what both ends were. */

import { ENDS } from '../../told/columns.ts';
import { otherEnd, type PoorStream, placeText, type StreamEnd } from '../../told/poor-streams.ts';
import type { ToldCall } from '../../told/tell-call.ts';
import { connectionPhrase, hintInWords, mediumNames, reasonNames, reasonOfOne } from '../../told/words.ts';
import { counted } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { FoldedTable } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';

/** Lines of the table: more are for a program to read. */
const MOST_SHOWN = 200;

/** Lines that are seen at once. */
const MOST_UNFOLDED = 12;

/** Where they stand: the heading of the call leads there. */
export const POOR_STREAMS = 'poor-streams';

export function PoorStreams({ view, told }: { readonly view: View; readonly told: ToldCall }) {
  const { poorStreams, people, shown, head } = told;
  if (poorStreams.length === 0) return null;
  const isPart = people.length > shown.length;
  return (
    <>
      <h2 id={POOR_STREAMS}>
        {counted(poorStreams.length, 'poor stream')}
        {isPart && ' of the participants above'}
        {poorStreams.length > MOST_SHOWN && `; the first ${MOST_SHOWN}`}
      </h2>
      <FoldedTable
        label="Poor streams"
        class="poor-streams stacks"
        headings={['When', 'What', 'Why', 'Sent by', 'Received by']}
        most={MOST_UNFOLDED}
        others="more poor streams"
        rows={poorStreams.slice(0, MOST_SHOWN).map((stream) => <PoorStreamRow view={view} stream={stream} />)}
      />
      <p class="quiet rules">
        By the rules {head.RuleSet}. Users may not have noticed every stream that is poor by them.
      </p>
    </>
  );
}

function PoorStreamRow({ view, stream }: { readonly view: View; readonly stream: PoorStream }) {
  const { medium, from, to, sentBy = 'Caller', ends, hints } = stream;
  return (
    <tr>
      <td>
        {from !== undefined && <Time view={view} at={from} form="time" />}
        {to !== undefined && (
          <>
            {' to '}
            <Time view={view} at={to} form="time" />
          </>
        )}
      </td>
      <th scope="row">{mediumNames[medium]}</th>
      <td>
        <span class="poor">{whyText(stream)}</span>
        {hints.filter(isHeard).map((hint) => (
          <span class="aside">{hintInWords(hint)}</span>
        ))}
      </td>
      {[sentBy, otherEnd(sentBy)].map((end) => (
        <td data-is={end === sentBy ? 'Sent by' : 'Received by'}>
          <EndOfStream end={ends[end]} />
          {hints
            .filter((hint) => hint.startsWith(end.toLowerCase()))
            .map((hint) => (
              <span class="aside">{hintInWords(hint)}</span>
            ))}
        </td>
      ))}
    </tr>
  );
}

/** What was heard, and not seen at one of the ends. */
function isHeard(hint: string): boolean {
  return !ENDS.some((end) => hint.startsWith(end.toLowerCase()));
}

function whyText({ reasons, sentBy }: PoorStream): string {
  const measured = reasons.map(({ reason, value }) =>
    value === undefined ? reasonNames[reason] : reasonOfOne(reason, value),
  );
  return [...measured, ...(sentBy === undefined ? ['direction unknown'] : [])].join('; ');
}

function EndOfStream({ end }: { readonly end: StreamEnd }) {
  const { name, person, place, device, driver, platform, connection } = end;
  const where = place && placeText(place);
  const connected = connectionPhrase(connection);
  return (
    <>
      <Outside text={name} />
      {person !== undefined && (
        <span class="aside">
          {where !== undefined && (
            <span class="place">
              <Outside text={where} />
            </span>
          )}
          {device !== undefined && (
            <span>
              <Outside text={device} />
              {driver !== undefined && (
                <>
                  , driver <Outside text={driver} />
                </>
              )}
            </span>
          )}
          {(connected !== undefined || platform !== undefined) && (
            <span>
              {platform !== undefined && (
                <>
                  on <Outside text={platform} />{' '}
                </>
              )}
              {connected}
            </span>
          )}
        </span>
      )}
    </>
  );
}

export const poorStreamsStyle = `
.poor-streams th[scope="row"] { font-size: inherit; color: var(--text); }
.poor-streams .aside, .poor-streams .aside > span { display: block; color: var(--quiet); font-size: 0.87rem; }
.poor-streams .aside > span.place { color: var(--text); }
.poor-streams .aside .aside { font-size: inherit; }
p.rules { margin-top: 0.6rem; }
.poor-streams td { min-width: 9rem; }
.poor-streams td:first-child { white-space: nowrap; }
@media (max-width: 46rem) { .poor-streams td:nth-child(n + 3) { flex: 1 0 100%; } }
`;
