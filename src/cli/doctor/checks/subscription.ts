/** The app's subscription in Graph, compared with the settings and with what the app remembers of it. */

import type { GraphSubscription } from '../../../ports/graph.ts';
import { readStatus } from '../../../status/pipeline-status.ts';
import {
  canBeKept,
  desiredSubscription,
  isForCallRecords,
  isOwn,
  renewalReason,
  serves,
} from '../../../subscription/subscription.ts';
import { readSubscriptions } from '../../../subscription/subscription-rows.ts';
import type { SubscriptionValues } from '../../../tables/declarations/subscriptions.ts';
import { span } from '../../../wording/ago.ts';
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
  needs: ['graph', 'tenant'],
  async run(examination) {
    const { graph, store } = examination;
    const remembered = await readSubscriptions(store);
    if (!(await graph.asksAsApp())) return asRemembered(remembered, examination);
    let own: ReadonlyArray<GraphSubscription>;
    try {
      own = await ownSubscriptions(remembered, examination);
    } catch (error) {
      return graphFault(error, graph);
    }
    const now = examination.clock.now();
    const live = own.filter(({ expirationDateTime }) => expirationDateTime > now);
    return live.length === 0
      ? await noneLives(own.length > 0, remembered, examination)
      : compared(live, remembered, examination);
  },
};

/** By their ids, for Graph's list has been empty, and has failed, while they lived. What is not remembered is listed. */
async function ownSubscriptions(
  remembered: Remembered,
  { graph, config }: Examination,
): Promise<ReadonlyArray<GraphSubscription>> {
  const ids = [...remembered].flatMap(([id, { State }]) => (State === 'live' ? [id] : []));
  const known = (await Promise.all(ids.map((id) => graph.subscription(id)))).filter(
    (one) => one !== undefined,
  );
  if (known.length > 0) return known;
  const desired = desiredSubscription(config);
  return (await graph.subscriptions()).filter(
    (one) => isForCallRecords(one) && isOwn(one, remembered, desired),
  );
}

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

async function noneLives(
  hasExpired: boolean,
  remembered: Remembered,
  { store }: Examination,
): Promise<Finding> {
  const maintain = await readStatus(store, 'maintain');
  if (maintain.LastSuccessAt === undefined && maintain.LastFailureAt === undefined) {
    return unknown(
      'there is none, and the app has never run here',
      'The timer maintain creates it within a minute of the first start.',
    );
  }
  const what = hasExpired ? 'it has expired' : 'Graph has none for call records';
  const foreign = [...remembered].flatMap(([id, { State, NotificationUrl }]) =>
    State === 'foreign' ? [`another deployment has ${id} to ${NotificationUrl}`] : [],
  );
  return fail('subscription', [`${what}: nothing is notified`, ...foreign].join('\n'), MAINTAIN_REPAIRS);
}

function compared(
  live: ReadonlyArray<GraphSubscription>,
  remembered: Remembered,
  examination: Examination,
): Finding {
  const { config, clock, settings } = examination;
  const desired = desiredSubscription(config);
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

const LIST_IS_A_HINT =
  'Graph does not list subscriptions. Nothing depends on it: maintain renews the subscription of this deployment by its id.';

/** Duplicates of our own are deleted; those of other deployments with the same app registration are left alone. */
export const otherSubscriptions: Check = {
  id: 'otherSubscriptions',
  about: 'Subscription',
  title: 'the only one of this deployment',
  needs: ['subscription'],
  async run({ graph, config, store, clock }) {
    if (!(await graph.asksAsApp())) return unknown('Graph shows them to the app only');
    let all: ReadonlyArray<GraphSubscription>;
    try {
      all = await graph.subscriptions();
    } catch (error) {
      return unknown(graphFault(error, graph).evidence, LIST_IS_A_HINT);
    }
    const now = clock.now();
    const listed = all.filter((one) => isForCallRecords(one) && one.expirationDateTime > now);
    const remembered = await readSubscriptions(store);
    const desired = desiredSubscription(config);
    const own = listed.filter((one) => isOwn(one, remembered, desired));
    const foreign = listed.filter((one) => !own.includes(one)).map(({ notificationUrl }) => notificationUrl);
    if (own.length > 1) {
      return fail(
        'subscription',
        `${own.length} for call records`,
        'The timer maintain deletes all but one within ten minutes. If it stays, ./callrecords subscription shows why maintain cannot.',
      );
    }
    if (foreign.length === 0) return pass(own.length === 1 ? 'one for call records' : 'none at all');
    return pass(
      `another deployment with the same app registration notifies ${foreign.join(', ')}`,
      'It is left alone. ./callrecords subscription names it, and --take-over deletes it.',
    );
  },
};
