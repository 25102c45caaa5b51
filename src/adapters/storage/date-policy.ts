/** Hears from each answer what time it is by the clock of storage. */

import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { AskStorage } from '../storage-clock.ts';

/** Every answer of storage has it, refusals too, and what a proxy answers in its place has not. */
const OF_STORAGE = 'x-ms-request-id';

export function datePolicy(asks: AskStorage): PipelinePolicy {
  return {
    name: 'datePolicy',
    async sendRequest(request, next) {
      const answered = asks();
      const response = await next(request);
      const date = response.headers.get('date');
      if (date !== undefined && response.headers.has(OF_STORAGE)) answered(new Date(date));
      return response;
    },
  };
}
