/** One URL of the webhook: Graph's handshake, from here. */

import { randomUUID } from 'node:crypto';
import { type Check, type CheckId, type Finding, fail, pass } from '../check.ts';
import type { Examination } from '../examination.ts';
import type { DoctorLimits } from '../limits.ts';
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
 * In the form in which Graph was seen to send it, with spaces as `+`, and with all that is decoded wrongly by the usual
 * mistakes: a plus sign, a percent sign, a percent sign before two digits.
 */
async function shakeHands(url: URL, { limits, authority }: Examination): Promise<Finding> {
  const token = `Validation: npm run doctor + 100 % %41 Request-Id: ${randomUUID()}`;
  const asked = new URL(url);
  asked.searchParams.set('validationToken', token);
  const reply = await askWebhook('POST', asked, {
    limitMilliseconds: limits.webhookMilliseconds,
    authority,
  });
  switch (reply.kind) {
    case 'timeLimit':
      return fail(
        'callback',
        `${url.host}: no answer within ${seconds(limits.webhookMilliseconds)}`,
        'Graph waits no longer. See whether the app runs; with Flex Consumption keep an instance ready (alwaysReady, group http). A firewall that drops packets looks the same.',
      );
    case 'network':
      return unreachable(url, reply.code);
    case 'answer':
      return judged(reply, token, limits);
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

function judged(answer: WebhookAnswer, token: string, limits: DoctorLimits): Finding {
  const wrong = mistakeIn(answer, token);
  if (wrong !== undefined) return fail('callback', wrong.evidence, wrong.remedy);
  const { elapsedMilliseconds, tlsVersion } = answer;
  return pass(
    [`handshake in ${elapsedMilliseconds} ms`, tlsVersion, 'from here']
      .filter((part) => part !== undefined)
      .join(', '),
    elapsedMilliseconds > limits.slowWebhookMilliseconds
      ? `Graph waits ${seconds(limits.slowWebhookMilliseconds)} for an answer to notifications and then delays them. A cold start? Keep an instance ready (alwaysReady, group http).`
      : undefined,
  );
}

function mistakeIn(
  { status, location, contentType, body }: WebhookAnswer,
  token: string,
): { readonly evidence: string; readonly remedy: string } | undefined {
  if (status >= 300 && status <= 399) {
    return {
      evidence: `answers ${status}, a redirect to ${location === undefined ? 'nowhere' : originOf(location)}`,
      remedy:
        'Graph follows no redirect. Set WEBHOOK_BASE_URL to the address it ends at; a sign-in page there means that authentication stands before the app: exclude both paths.',
    };
  }
  if (status === 401 || status === 403) {
    return {
      evidence: `answers ${status}`,
      remedy:
        'Something before the app refuses: access restrictions, authentication, a client certificate, a web application firewall. Graph brings no key and no sign-in: let POST to both paths through.',
    };
  }
  if (status === 404) {
    return {
      evidence: 'answers 404: no such function',
      remedy:
        'The app at this address does not have the function: it is another app, the deployment has not ended, or the app did not start (its log says why, often a setting).',
    };
  }
  if (status !== 200) {
    return {
      evidence: `answers ${status}`,
      remedy: 'Graph wants 200. The log of the app says what happened.',
    };
  }
  if (!/^text\/plain\s*(;|$)/i.test(contentType)) {
    return {
      evidence: `answers 200 with ${contentType === '' ? 'no content type' : contentType}, and not text/plain`,
      remedy:
        'A page answers instead of the function: check that WEBHOOK_BASE_URL is this app’s, and what stands before it.',
    };
  }
  if (body === token) return undefined;
  const isEncoded = body.includes('%2B') || body.includes('%2b');
  return {
    evidence: isEncoded ? 'gives the token back encoded' : 'gives back another text than the token',
    remedy:
      'The token must come back decoded exactly once. This program does so: something between rewrites the address or the answer (gateway, proxy), or another program answers.',
  };
}

function originOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : 'another path';
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1_000} s`;
}
