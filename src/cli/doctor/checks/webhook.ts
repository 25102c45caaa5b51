/** The webhook: Graph's handshake with both paths, from here, and whether Graph itself reaches them. */

import { randomUUID } from 'node:crypto';
import { later, toDate } from '../../../language/date-time.ts';
import { readStatus } from '../../../status/pipeline-status.ts';
import { readSubscriptions } from '../../../subscription/subscription-rows.ts';
import { ago } from '../../../wording/ago.ts';
import type { Check } from '../check.ts';
import type { DoctorLimits, Examination } from '../examination.ts';
import { type CheckId, type Finding, fail, pass, unknown } from '../finding.ts';
import { isAboutTls, networkFault } from '../network-fault.ts';
import { askWebhook, type WebhookAnswer } from '../webhook-probe.ts';

export const notifications = endpoint('notifications', ({ config }) => config.notificationUrl);
export const lifecycle = endpoint('lifecycle', ({ config }) => config.lifecycleNotificationUrl);

function endpoint(
  id: CheckId & ('notifications' | 'lifecycle'),
  urlIn: (examination: Examination) => string,
): Check {
  return {
    id,
    about: 'Webhook',
    title: `/api/${id}`,
    needs: ['settings'],
    run: (examination) => shakeHands(new URL(urlIn(examination)), examination),
  };
}

/**
 * The token in the form in which Graph was seen to send it, with spaces as `+`, and with all that the usual mistakes
 * decode wrongly: a plus sign, a percent sign, a percent sign before two digits.
 */
async function shakeHands(url: URL, { limits, authority }: Examination): Promise<Finding> {
  const token = `Validation: callrecords doctor + 100 % %41 Request-Id: ${randomUUID()}`;
  const asked = new URL(url);
  asked.searchParams.set('validationToken', token);
  const reply = await askWebhook('POST', asked, limits.webhookMilliseconds, authority);
  switch (reply.kind) {
    case 'timeLimit':
      return fail(
        'callback',
        `${url.host}: no answer within ${seconds(limits.webhookMilliseconds)}`,
        'Graph does not wait longer. Check that the app runs; on Flex Consumption, keep an instance ready (alwaysReady, group http). A firewall that drops packets looks the same.',
      );
    case 'network':
      return unreachable(url, reply.code);
    case 'answer':
      return answered(reply, token, limits);
  }
}

function unreachable(url: URL, code: string | undefined): Finding {
  const fault = networkFault(url.host, code);
  return {
    ...fault,
    kind: isAboutTls(code) ? 'callback' : 'network',
    remedy: `${fault.remedy} Before the first deployment nothing answers here yet. Otherwise check WEBHOOK_BASE_URL, and that the app is running.`,
  };
}

function answered(answer: WebhookAnswer, token: string, limits: DoctorLimits): Finding {
  const mistake = mistakeIn(answer, token);
  if (mistake !== undefined) return fail('callback', ...mistake);
  const { elapsedMilliseconds, tlsVersion } = answer;
  return pass(
    [`handshake in ${elapsedMilliseconds} ms`, tlsVersion, 'from here']
      .filter((part) => part !== undefined)
      .join(', '),
    elapsedMilliseconds > limits.slowWebhookMilliseconds
      ? `Graph delays notifications when an answer takes longer than ${seconds(limits.slowWebhookMilliseconds)}. If this was a cold start, keep an instance ready (alwaysReady, group http).`
      : undefined,
  );
}

type Mistake = readonly [evidence: string, remedy: string];

function mistakeIn(
  { status, location, contentType, body }: WebhookAnswer,
  token: string,
): Mistake | undefined {
  if (status >= 300 && status <= 399) {
    return [
      `answers ${status}, a redirect to ${location === undefined ? 'nowhere' : hostOf(location)}`,
      'Graph does not follow redirects. Set WEBHOOK_BASE_URL to the address at the end of the redirect. A redirect to a sign-in page means that authentication stands before the app: exclude both paths from it.',
    ];
  }
  if (status === 401 || status === 403) {
    return [
      `answers ${status}`,
      'Something before the app refuses: access restrictions, authentication, a client certificate, a web application firewall. Graph sends neither a key nor a sign-in: allow POST to both paths.',
    ];
  }
  if (status === 404) {
    return [
      'answers 404: no such function',
      'The app at this address does not have the function: it is another app, the deployment has not finished, or the app did not start. Its log says why, often a setting.',
    ];
  }
  if (status !== 200) {
    return [`answers ${status}`, 'Graph expects 200. The log of the app says what happened.'];
  }
  if (!/^text\/plain\s*(;|$)/i.test(contentType)) {
    return [
      `answers 200 with ${contentType === '' ? 'no content type' : contentType}, not text/plain`,
      'A page answers instead of the function: check that WEBHOOK_BASE_URL leads to this app, and what stands before it.',
    ];
  }
  if (body === token) return undefined;
  return [
    /%2b/i.test(body) ? 'returns the token encoded' : 'returns another text than the token',
    'The token must come back decoded exactly once, as the app does it. A gateway or proxy rewrites the address or the answer, or another program answers.',
  ];
}

/** What Graph's refusal of a subscription says when the handshake failed, as it stands in LastFailure. */
const HANDSHAKE_FAILED = /POST \/subscriptions: 400/;

/** An answer to this machine is not an answer to Graph. */
export const reachedByGraph: Check = {
  id: 'reachedByGraph',
  about: 'Webhook',
  title: 'reached by Graph',
  needs: ['settings'],
  async run(examination, findings) {
    if (examination.config.graph.isSimulated) return pass('the simulated Graph is on this machine too');
    if (findings.get('tablesThere')?.status !== 'pass')
      return unknown('only the tables can tell, and they cannot be read');
    return await fromRows(examination);
  },
};

async function fromRows({ store, config, clock }: Examination): Promise<Finding> {
  const { LastFailure, LastFailureAt, LastSuccessAt } = await readStatus(store, 'subscription');
  const isFailing =
    LastFailureAt !== undefined && (LastSuccessAt === undefined || LastFailureAt > LastSuccessAt);
  if (isFailing && LastFailure !== undefined && HANDSHAKE_FAILED.test(LastFailure)) {
    return fail(
      'callback',
      `Graph refused the subscription: ${LastFailure}`,
      'ValidationError or InvalidRequest means that Graph did not get its token back from WEBHOOK_BASE_URL. If both paths pass above, they can be reached from here and not from the internet: check access restrictions, firewall, private endpoint, DNS.',
    );
  }
  const created = [...(await readSubscriptions(store)).values()]
    .filter(({ NotificationUrl }) => NotificationUrl === config.notificationUrl)
    .map(({ CreatedAt }) => CreatedAt)
    .reduce(later, undefined);
  if (created === undefined) {
    return unknown(
      'an answer to this machine is not an answer to Graph',
      'Graph checks both paths when it creates the subscription. A minute after the app has started, look at the last failure in ./callrecords subscription.',
    );
  }
  const { LastNotificationAt } = await readStatus(store, 'ingest');
  return LastNotificationAt !== undefined && LastNotificationAt > created
    ? pass(`a notification came ${ago(toDate(LastNotificationAt), clock.now())}`)
    : pass(`Graph checked both paths when it subscribed, ${ago(toDate(created), clock.now())}`);
}

function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : 'another path';
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1_000} s`;
}
