/** The subscription through which Graph notifies of calls, those before it, and the gaps between them. */

import { toDate } from '../../language/date-time.ts';
import type { SubscriptionValues } from '../../tables/declarations/subscriptions.ts';
import { span } from '../../wording/ago.ts';
import type { View } from '../screen.ts';
import { Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';

interface SubscriptionsProps {
  readonly view: View;
  readonly subscriptions: ReadonlyArray<readonly [id: string, values: SubscriptionValues]>;
}

/** Older ones say nothing that the terminal does not. */
const MOST_SHOWN = 10;

export function Subscriptions({ view, subscriptions }: SubscriptionsProps) {
  const hasLive = subscriptions.some(([, { State }]) => State === 'live');
  return (
    <>
      {!hasLive && <p class="notice">No subscription was live at the last check.</p>}
      {subscriptions.length > 0 && (
        <Table
          label="Subscriptions"
          class="stacks"
          headings={['State', 'Created', 'Live until', 'Gap before it', 'Graph could not notify', 'Id']}
        >
          {subscriptions.slice(0, MOST_SHOWN).map(([id, values]) => (
            <Row view={view} id={id} values={values} />
          ))}
        </Table>
      )}
    </>
  );
}

function Row({ view, id, values }: { view: View; id: string; values: SubscriptionValues }) {
  const { State = 'never listed', CreatedAt, ExpirationDateTime, GapFrom, GapTo, MissedAt } = values;
  return (
    <tr>
      <td>
        <Outside text={State} />
      </td>
      <td class="nowrap" data-is="Created">
        {CreatedAt !== undefined && <Time view={view} at={CreatedAt} />}
      </td>
      <td class="nowrap" data-is="Live until">
        {ExpirationDateTime !== undefined && <Time view={view} at={ExpirationDateTime} />}
      </td>
      <td data-is="Gap before it">
        {GapFrom !== undefined && GapTo !== undefined && (
          <>
            {span(toDate(GapTo).getTime() - toDate(GapFrom).getTime())}, from{' '}
            <Time view={view} at={GapFrom} />
          </>
        )}
      </td>
      <td class="nowrap" data-is="Graph could not notify">
        {MissedAt !== undefined && <Time view={view} at={MissedAt} />}
      </td>
      <td class="id nowrap" data-is="Id">
        <Outside text={id} />
      </td>
    </tr>
  );
}
