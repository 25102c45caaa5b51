/** Our subscription in Graph against the settings and what is remembered of it. */

import type { GraphSubscription } from '../../../ports/graph.ts';
import { clientStateHash, createClientStates } from '../../../subscription/client-state.ts';
import {
  canBeKept,
  type DesiredSubscription,
  isForCallRecords,
  renewalReason,
  serves,
} from '../../../subscription/subscription.ts';
import type { SubscriptionValues } from '../../../tables/declarations/subscriptions.ts';
import { span } from '../ago.ts';
import { type Check, type Finding, fail, pass, unknown } from '../check.ts';
import type { Examination } from '../examination.ts';
import { graphFault } from '../graph-fault.ts';

const MAINTAIN_REPAIRS =
  'The timer maintain repairs this within a minute. If it stays, see why it cannot: npm run ops -- subscription.';

/** maintain renews when 48 hours are left; well below, it has not been able to. */
const LEFT_TOO_LITTLE_MS = 24 * 60 * 60_000;

export const subscription: Check = {
  id: 'subscription',
  about: 'Subscription',
  title: 'ours in Graph',
  needs: ['graph', 'tablesThere'],
  async run(examination) {
    const { graph, subscriptionRows } = examination;
    const asker = await graph.asker();
    const remembered = await subscriptionRows.readAll();
    if (asker === 'person' || asker === 'anotherApp') return asRemembered(remembered, examination);
    let listed: ReadonlyArray<GraphSubscription>;
    try {
      listed = (await graph.subscriptions()).filter(isForCallRecords);
    } catch (error) {
      return graphFault(error, graph);
    }
    return await judged(listed, remembered, examination);
  },
};

/** Graph shows subscriptions to their app alone; the rows say what it showed to the app. */
function asRemembered(remembered: ReadonlyMap<string, SubscriptionValues>, { clock }: Examination): Finding {
  const live = [...remembered.values()].find(({ State }) => State === 'live');
  const seen = live?.ExpirationDateTime;
  const left = seen === undefined ? undefined : new Date(seen).getTime() - clock.now().getTime();
  return unknown(
    left === undefined
      ? 'Graph shows it to the app alone; no row says that it saw one'
      : `Graph shows it to the app alone, which saw it live for ${span(left)} more`,
    'npm run ops -- subscription shows what the app saw.',
  );
}

async function judged(
  listed: ReadonlyArray<GraphSubscription>,
  remembered: ReadonlyMap<string, SubscriptionValues>,
  examination: Examination,
): Promise<Finding> {
  const { config, clock, status, settings } = examination;
  const now = clock.now();
  const desired = desiredSubscription(examination);
  const live = listed.filter(({ expirationDateTime }) => expirationDateTime > now);
  if (live.length === 0) {
    const maintain = await status.read('maintain');
    if (maintain.LastSuccessAt === undefined && maintain.LastFailureAt === undefined) {
      return unknown(
        'none, and the app has never run here',
        'The timer maintain creates it within a minute of the first start.',
      );
    }
    const what = listed.length === 0 ? 'Graph has none for call records' : 'it has expired';
    return fail('subscription', `${what}: nothing is notified`, MAINTAIN_REPAIRS);
  }
  const ofUs = live.filter(
    (existing) => renewalReason(existing, remembered.get(existing.id), desired, now) !== 'webhookMoved',
  );
  const [first] = ofUs;
  if (first === undefined) {
    const [other] = live;
    return fail(
      'subscription',
      `it notifies ${other?.notificationUrl}, and not ${config.notificationUrl}`,
      MAINTAIN_REPAIRS,
    );
  }
  const known = ofUs.find(({ id }) => serves(remembered.get(id), desired));
  if (settings.references.length > 0) return lives(first, remembered, examination, 'secret not compared');
  if (known === undefined) {
    return fail(
      'subscription',
      'it carries a clientState that is neither the current nor the previous secret: notifications are dropped',
      `Set GRAPH_CLIENT_STATE_PREVIOUS to the secret before the change until the subscription is replaced. ${MAINTAIN_REPAIRS}`,
    );
  }
  if (
    known.lifecycleNotificationUrl !== undefined &&
    !canBeKept(known, { ClientStateHash: desired.clientStateHash }, desired)
  ) {
    return fail(
      'subscription',
      `its lifecycleNotificationUrl is ${known.lifecycleNotificationUrl}`,
      MAINTAIN_REPAIRS,
    );
  }
  const isCurrent = remembered.get(known.id)?.ClientStateHash === desired.clientStateHash;
  return lives(known, remembered, examination, isCurrent ? 'current secret' : 'previous secret');
}

function lives(
  existing: GraphSubscription,
  remembered: ReadonlyMap<string, SubscriptionValues>,
  { clock }: Examination,
  secret: string,
): Finding {
  const left = existing.expirationDateTime.getTime() - clock.now().getTime();
  const renewedAt = remembered.get(existing.id)?.RenewedAt;
  const advice =
    left < LEFT_TOO_LITTLE_MS
      ? `It should have been renewed${renewedAt === undefined ? '' : ` since ${renewedAt.slice(0, 16)}Z`}: see why the timer maintain cannot (npm run ops -- subscription).`
      : secret === 'previous secret'
        ? 'The timer maintain replaces it within a minute. Leave GRAPH_CLIENT_STATE_PREVIOUS until then.'
        : undefined;
  return pass(`live for ${span(left)} more, ${secret}`, advice);
}

function desiredSubscription({ config }: Examination): DesiredSubscription {
  const { current, previous } = createClientStates(config.clientState, config.previousClientState);
  return {
    notificationUrl: config.notificationUrl,
    lifecycleNotificationUrl: config.lifecycleNotificationUrl,
    clientStateHash: clientStateHash(current),
    previousClientStateHash: previous === undefined ? undefined : clientStateHash(previous),
  };
}
