/** Graph's way to the webhook: to any of the instances, within a time limit, and without an answer when that one ends. */

import type { Transport, WebhookAnswer } from '../../graph/transport.ts';
import type { Random } from '../../random.ts';
import { type Activity, during } from './activity.ts';
import type { Instance } from './instance.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface WebhookOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly instances: () => ReadonlyArray<Instance>;
  /** Whether the app is reached at this origin. */
  readonly serves: (origin: string) => boolean;
  readonly begin: (instance: Instance) => Activity;
  readonly end: (activity: Activity) => void;
  /** A request comes in: what it promises must be known before it is answered. */
  readonly received: (instance: Instance, body: string) => (status: number) => void;
}

const NO_ANSWER_AFTER_MS = 100;

export function webhook(options: WebhookOptions): Transport {
  const { time, random, instances, serves, begin, end, received } = options;
  return {
    async post(url, { body, timeLimitMilliseconds }): Promise<WebhookAnswer> {
      const all = instances();
      const instance = all[random.integer(0, all.length - 1)];
      if (instance === undefined || !serves(new URL(url).origin)) {
        await time.sleep(NO_ANSWER_AFTER_MS);
        return { error: 'unreachable' };
      }
      const startedAt = time.milliseconds;
      const activity = begin(instance);
      const answered = received(instance, body);
      const bytes = new TextEncoder().encode(body);
      const response = during(activity, () =>
        instance.application.receive({
          url,
          contentLength: bytes.byteLength,
          body: async () => bytes,
          traceparent: undefined,
        }),
      ).then((answer) => {
        end(activity);
        // Past the time limit too: what was promised was promised.
        answered(answer.status);
        return {
          status: answer.status,
          contentType: answer.headers?.['content-type'] ?? '',
          body: answer.body ?? '',
          elapsedMilliseconds: time.milliseconds - startedAt,
        };
      });
      const lost = new Promise<WebhookAnswer>((resolve) => {
        const forget = instance.whenDead(() => {
          end(activity);
          resolve({ error: 'unreachable' });
        });
        void response.then(forget, forget);
      });
      const late = time.sleep(timeLimitMilliseconds).then((): WebhookAnswer => ({ error: 'timeout' }));
      return await Promise.race([response, lost, late]);
    },
  };
}
