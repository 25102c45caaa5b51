/** The app's subscription in Graph, compared with the settings and with what the app remembers of it. */

import type { GraphSubscription } from '../../../ports/graph.ts';
import { readStatus } from '../../../status/pipeline-status.ts';
import { clientStateHash, createClientStates } from '../../../subscription/client-state.ts';
import {
  canBeKept,
  type DesiredSubscription,
  isForCallRecords,
  renewalReason,
  serves,
} from '../../../subscription/subscription.ts';
import { readSubscriptions } from '../../../subscription/subscription-rows.ts';
import type { SubscriptionValues } from '../../../tables/declarations/subscriptions.ts';
import { span } from '../../ago.ts';
import type { Check } from '../check.ts';
import type { Examination } from '../examination.ts';
import { type Finding, fail, pass, unknown } from '../finding.ts';
import { graphFault } from '../graph-fault.ts';

type Remembered = ReadonlyMap<string, SubscriptionValues>;

const MAINTAIN_REPAIRS =
  'The timer maintain repairs this within a minute. If it stays, ./callrecords subscription shows why maintain cannot.';

/** maintain renews when 48 hours are left: well below, it has not been able to. */
const TOO_LITTLE_LEFT_MS = 24 * 60 * 60_000;

export const subscription: Check = {
  id: 'subscription',
  about: 'Subscription',
  title: 'exists in Graph',
  needs: ['graph', 'tablesThere'],
  async run(examination) {
    const { graph, store } = examination;
    const remembered = await readSubscriptions(store);
    if (!(await graph.asksAsApp())) return asRemembered(remembered, examination);
    let listed: ReadonlyArray<GraphSubscription>;
    try {
      listed = await graph.subscriptions();
    } catch (error) {
      return graphFault(error, graph);
    }
    const now = examination.clock.now();
    const ofCallRecords = listed.filter(isForCallRecords);
    const live = ofCallRecords.filter(({ expirationDateTime }) => expirationDateTime > now);
    return live.length === 0
      ? await noneLives(ofCallRecords.length > 0, examination)
      : compared(live, remembered, examination);
  },
};

/** Graph shows a subscription to its app only. The rows say what it showed the app. */
function asRemembered(remembered: Remembered, { clock }: Examination): Finding {
  const live = [...remembered.values()].find(({ State }) => State === 'live');
  const seen = live?.ExpirationDateTime;
  return unknown(
    seen === undefined
      ? 'Graph shows it to the app only, which has not seen one'
      : `Graph shows it to the app only, which saw one that expires in ${span(new Date(seen).getTime() - clock.now().getTime())}`,
    './callrecords subscription shows what the app saw.',
  );
}

async function noneLives(hasExpired: boolean, { store }: Examination): Promise<Finding> {
  const maintain = await readStatus(store, 'maintain');
  if (maintain.LastSuccessAt === undefined && maintain.LastFailureAt === undefined) {
    return unknown(
      'there is none, and the app has never run here',
      'The timer maintain creates it within a minute of the first start.',
    );
  }
  const what = hasExpired ? 'it has expired' : 'Graph has none for call records';
  return fail('subscription', `${what}: nothing is notified`, MAINTAIN_REPAIRS);
}

function compared(
  live: ReadonlyArray<GraphSubscription>,
  remembered: Remembered,
  examination: Examination,
): Finding {
  const { config, clock, settings } = examination;
  const desired = desiredSubscription(examination);
  const ours = live.filter(
    (existing) =>
      renewalReason(existing, remembered.get(existing.id), desired, clock.now()) !== 'webhookMoved',
  );
  const [first] = ours;
  if (first === undefined) {
    return fail(
      'subscription',
      `it notifies ${live[0]?.notificationUrl}, not ${config.notificationUrl}`,
      MAINTAIN_REPAIRS,
    );
  }
  if (settings.references.length > 0) return lives(first, remembered, examination, 'secret not compared');
  const known = ours.find(({ id }) => serves(remembered.get(id), desired));
  if (known === undefined) {
    return fail(
      'subscription',
      'it carries a clientState that is neither the current nor the previous secret: its notifications are dropped',
      `Set GRAPH_CLIENT_STATE_PREVIOUS to the secret before the change, until the subscription is replaced. ${MAINTAIN_REPAIRS}`,
    );
  }
  if (!canBeKept(known, { ClientStateHash: desired.clientStateHash }, desired)) {
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
  { id, expirationDateTime }: GraphSubscription,
  remembered: Remembered,
  { clock }: Examination,
  secret: 'current secret' | 'previous secret' | 'secret not compared',
): Finding {
  const left = expirationDateTime.getTime() - clock.now().getTime();
  const evidence = `expires in ${span(left)}, ${secret}`;
  if (left < TOO_LITTLE_LEFT_MS) {
    const renewedAt = remembered.get(id)?.RenewedAt;
    const since = renewedAt === undefined ? '' : ` since ${renewedAt.slice(0, 16)}Z`;
    return pass(
      evidence,
      `It should have been renewed${since}: ./callrecords subscription shows why maintain cannot.`,
    );
  }
  if (secret === 'previous secret') {
    return pass(
      evidence,
      'The timer maintain replaces it within a minute. Leave GRAPH_CLIENT_STATE_PREVIOUS set until then.',
    );
  }
  return pass(evidence);
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

/** Two deployments of one app delete each other's subscription. */
export const otherSubscriptions: Check = {
  id: 'otherSubscriptions',
  about: 'Subscription',
  title: 'the only one',
  needs: ['subscription'],
  async run({ graph, config }) {
    if (!(await graph.asksAsApp())) return unknown('Graph shows them to the app only');
    const listed = (await graph.subscriptions()).filter(isForCallRecords);
    if (listed.length <= 1) return pass(listed.length === 1 ? 'one for call records' : 'none at all');
    const hosts = new Set(listed.map(({ notificationUrl }) => new URL(notificationUrl).host));
    hosts.delete(new URL(config.notificationUrl).host);
    return fail(
      'subscription',
      `${listed.length} for call records${hosts.size === 0 ? '' : `, which also notify ${[...hosts].join(', ')}`}`,
      'The timer maintain deletes all but its own. If they come back, another deployment uses the same app registration, and each deletes the subscription of the other: give every deployment its own.',
    );
  },
};
