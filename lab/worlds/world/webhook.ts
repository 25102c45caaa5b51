/** Graph's way to the webhook: to any of the instances, within a time limit, and without an answer when that one ends. */

import type { Transport, WebhookResponse } from '../../graph/transport.ts';
import type { Checker } from '../checker/checker.ts';
import { promisedBy } from '../checker/promises.ts';
import type { Instance } from './instance.ts';
import type { Surroundings } from './surroundings.ts';

/** The app as Graph reaches it. */
export interface Reached {
  readonly working: () => ReadonlyArray<Instance>;
  /** Whether the app is reached at this origin. */
  readonly serves: (origin: string) => boolean;
  readonly checker: () => Checker;
  /** A lifecycle event was received. */
  readonly onLifecycleEvent: () => void;
}

const NO_ANSWER_AFTER_MS = 100;

/** Where a second deployment of the same app registration is reached: it takes whatever it is sent. */
export const SECOND_ORIGIN = 'https://second-deployment.contoso.com';

export function webhook(
  { time, random, activities, journal }: Surroundings,
  { working, serves, checker, onLifecycleEvent }: Reached,
): Transport {
  const drawn = random.fork('webhook');
  return {
    async post(url, { body, timeLimitMilliseconds }): Promise<WebhookResponse> {
      if (new URL(url).origin === SECOND_ORIGIN) return answerOfSecond(url);
      const all = working();
      const instance = all[drawn.integer(0, all.length - 1)];
      if (instance === undefined || !serves(new URL(url).origin)) {
        await time.sleep(NO_ANSWER_AFTER_MS);
        return { error: 'unreachable' };
      }
      const startedAt = time.milliseconds;
      // What the request promises must be known before it is answered.
      const { versions, lifecycle } = promisedBy(body, instance.secrets, checker().truth);
      const response = activities.run('receive', instance, {}, async () => {
        const { status, headers, body: text = '' } = await instance.receive(url, body);
        for (const callId of versions.keys()) {
          journal.note(instance.name, callId, () => `answers a notification of it with ${status}`);
        }
        // Past the time limit too: what was promised was promised.
        if (status >= 200 && status < 300) checker().promised(versions, lifecycle);
        if (lifecycle.length > 0) onLifecycleEvent();
        const contentType = headers?.['content-type'] ?? '';
        return { status, contentType, body: text, elapsedMilliseconds: time.milliseconds - startedAt };
      });
      const lost = new Promise<WebhookResponse>((resolve) => {
        const forget = instance.whenDead(() => resolve({ error: 'unreachable' }));
        void response.then(forget, forget);
      });
      const late = time.sleep(timeLimitMilliseconds).then((): WebhookResponse => ({ error: 'timeout' }));
      return await Promise.race([response, lost, late]);
    },
  };
}

function answerOfSecond(url: string): WebhookResponse {
  const token = new URL(url).searchParams.get('validationToken');
  const status = token === null ? 202 : 200;
  return { status, contentType: 'text/plain', body: token ?? '', elapsedMilliseconds: 0 };
}
