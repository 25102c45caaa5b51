/** Whether Graph itself reaches the webhook: "from here" is not "from Graph". */

import { later, toDate } from '../../../language/date-time.ts';
import { ago } from '../ago.ts';
import { type Check, type CheckId, type Finding, fail, pass, unknown } from '../check.ts';
import type { Examination } from '../examination.ts';

/** What Graph's refusals of a subscription say when the handshake failed. Graph's codes, as they stand in LastFailure. */
const HANDSHAKE_FAILED = /POST \/subscriptions: 400/;

export const reachedByGraph: Check = {
  id: 'reachedByGraph',
  about: 'Webhook',
  title: 'reached by Graph',
  needs: ['settings'],
  async run(examination, findings) {
    if (examination.config.graph.isSimulated) return pass('the simulated Graph is on this machine too');
    const hidden = hiddenTables(findings);
    if (hidden !== undefined) return hidden;
    return await fromRows(examination);
  },
};

async function fromRows({ status, subscriptionRows, config, clock }: Examination): Promise<Finding> {
  const [ingest, check] = await Promise.all([status.read('ingest'), status.read('subscription')]);
  const rows = [...(await subscriptionRows.readAll()).values()];
  const created = rows
    .filter(({ NotificationUrl }) => NotificationUrl === config.notificationUrl)
    .map((row) => row.CreatedAt)
    .reduce(later, undefined);
  const { LastFailure, LastFailureAt, LastSuccessAt } = check;
  const isFailing =
    LastFailureAt !== undefined && (LastSuccessAt === undefined || LastFailureAt > LastSuccessAt);
  if (isFailing && LastFailure !== undefined && HANDSHAKE_FAILED.test(LastFailure)) {
    return fail(
      'callback',
      `Graph refused the subscription: ${LastFailure}`,
      'ValidationError or InvalidRequest: Graph did not get its token back from WEBHOOK_BASE_URL. If both paths pass above, they can be reached from here and not from the internet: access restrictions, firewall, private endpoint, DNS.',
    );
  }
  const notified = ingest.LastNotificationAt;
  if (created !== undefined && notified !== undefined && notified > created) {
    return pass(`a notification came ${ago(toDate(notified), clock.now())}`);
  }
  if (created !== undefined)
    return pass(`Graph checked both paths when it subscribed, ${ago(toDate(created), clock.now())}`);
  return unknown(
    'what answers from here may not answer to Graph',
    'Graph tells when it creates the subscription: see LastFailure of npm run ops -- subscription a minute after the start of the app.',
  );
}

/** Without tables there is nobody to ask. */
function hiddenTables(findings: ReadonlyMap<CheckId, Finding>): Finding | undefined {
  const there = findings.get('tablesThere');
  if (there?.status === 'pass') return undefined;
  return { status: 'unknown', evidence: 'from here is not from Graph, and the tables do not tell' };
}
